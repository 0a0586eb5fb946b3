"""What the environment decides, read once by the composition roots and passed down as values."""

from pathlib import Path
from typing import Annotated, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

Port = Annotated[int, Field(ge=1, le=65535)]


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("an address like https://vitrina.example.com")
    return url.rstrip("/")


def _postgresql(url: SecretStr) -> SecretStr:
    scheme, _, rest = url.get_secret_value().partition("://")
    if scheme not in {"postgresql", "postgresql+psycopg"} or not rest:
        raise ValueError("a PostgreSQL address: postgresql://user:password@host/name")
    return SecretStr(f"postgresql+psycopg://{rest}")


def _mail_server(url: SecretStr) -> SecretStr:
    parts = urlsplit(url.get_secret_value())
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("a mail server: smtp://user:password@host:587 or smtps://…")
    return url


class Settings(BaseSettings):
    """Variables ``VITRINA_HOME``, ``VITRINA_SERVER_PORT`` and so on."""

    model_config = SettingsConfigDict(
        env_prefix="VITRINA_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    home: Path = Path(".vitrina")
    server_port: Port = 8000
    tablet_port: Port = 8550
    database_url: Annotated[SecretStr, AfterValidator(_postgresql)] | None = None
    public_url: Annotated[str, AfterValidator(_address)] | None = None
    trusted_proxy: str | None = None  # address of the proxy whose X-Forwarded-* are believed
    clock_file: Path | None = None
    smtp_url: Annotated[SecretStr, AfterValidator(_mail_server)] | None = None
    mail_from: str = ""

    @model_validator(mode="after")
    def _mail_is_whole(self) -> Self:
        if self.smtp_url is not None and "@" not in self.mail_from:
            raise ValueError("VITRINA_SMTP_URL needs VITRINA_MAIL_FROM, the sender's address")
        return self

    def embedded(self) -> Path:
        """Return the file of the embedded database."""
        return self.home / "vitrina-server.db"

    def database(self) -> str:
        """Return the SQLAlchemy URL of the database: the embedded one unless told otherwise."""
        if self.database_url is None:
            return f"sqlite:///{self.embedded()}"
        return self.database_url.get_secret_value()

    def address(self) -> str:
        """Return the address under which tablets find this server."""
        return self.public_url or f"http://127.0.0.1:{self.server_port}"
