"""Where do the tables and texts that ship with the product lie?"""

from pathlib import Path

_ASSETS = Path(__file__).resolve().parents[2] / "assets"
REFERENCE = _ASSETS / "reference"
TEXTS = _ASSETS / "texts"
FONTS = _ASSETS / "fonts"
CAMERA = _ASSETS / "camera"
