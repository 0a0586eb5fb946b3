"""What the surroundings decide: where the data lies, which port, which server."""

from pathlib import Path

from pydantic import AliasChoices, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

VERSION = "0.1.0"
ASSETS = Path(__file__).resolve().parent.parent / "assets"


class Settings(BaseSettings):
    """Read from ``VITRINA_…``; a packaged app is told its own folder by Flet.

    The folder of a tablet started from a checkout is hidden, so that no build ever packs it.
    ``clock_file`` holds an instant that stands for the time, in a demo branch only.
    """

    model_config = SettingsConfigDict(
        env_prefix="VITRINA_", frozen=True, extra="ignore", populate_by_name=True
    )

    home: Path = Field(
        default=Path(".vitrina") / "tablet",
        validation_alias=AliasChoices("VITRINA_HOME", "FLET_APP_STORAGE_DATA"),
    )
    tablet_port: int = Field(default=8550, ge=1, le=65535)
    server_url: str = ""
    clock_file: Path | None = None
