"""How this tablet looks: text size, contrast, hand, dark."""

from typing import Literal

from pydantic import BaseModel, ConfigDict


class Look(BaseModel):
    """Settings of one tablet; text size in per cent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    text_size: Literal[100, 150, 200] = 100
    high_contrast: bool = False
    left_handed: bool = False
    dark: bool = False


class Preferences:
    def get(self) -> Look:
        raise NotImplementedError

    def set(self, look: Look) -> None:
        raise NotImplementedError
