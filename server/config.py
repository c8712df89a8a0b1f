"""Settings, read once from the environment or `.env`."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Any, Literal

import platformdirs
from pydantic import AliasChoices, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from server.errors import ConfigurationError

ROOT = Path(__file__).resolve().parent.parent
SHARED_REQUESTS_PER_MINUTE = 600  # ten a second for as long as one likes: no person's pace
DEFAULT_LOCAL_MODEL = "qwen2.5-coder-1.5b"


class Settings(BaseSettings):
    """Everything that can be set; the environment wins over `.env`, both over the defaults."""

    model_config = SettingsConfigDict(
        env_prefix="GREENROOM_", env_file=".env", extra="ignore", populate_by_name=True
    )

    provider: Literal["local", "openai"] = "local"
    openai_base_url: str = Field(
        "https://api.openai.com/v1", validation_alias=AliasChoices("OPENAI_BASE_URL")
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""), validation_alias=AliasChoices("OPENAI_API_KEY")
    )
    model: str = ""
    embeddings: str = "local"
    home: Path = Field(default_factory=lambda: Path(platformdirs.user_data_dir("greenroom", False)))
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    token: SecretStr = SecretStr("")
    database_url: str = ""
    chroma_url: str = ""
    user_header: str = ""
    log: Literal["text", "json"] = "text"

    max_message_chars: int = Field(20_000, ge=1)
    max_body_bytes: int = Field(1_000_000, ge=1_000)
    max_upload_bytes: int = Field(20_000_000, ge=1_000)
    max_chapters: int = Field(500, ge=0, description="chapters of their own a learner may bring")
    max_passages: int = Field(20_000, ge=1, description="passages that a learner is searched in")
    max_reply_chars: int = Field(32_000, ge=100)
    max_turns: int = Field(
        0, ge=0, description="turns at the model at once; 0: 1 local, 128 remote"
    )
    max_queue: int = Field(200, ge=0)
    requests_per_minute: int | None = Field(
        None, ge=0, description="of each learner or address; 0: no limit; none: see request_rate"
    )
    first_token_s: float = Field(120, gt=0)
    idle_s: float = Field(30, gt=0)
    total_s: float = Field(300, gt=0)
    context_tokens: int = Field(8192, ge=1024)
    index_check_s: float = Field(
        300, gt=0, description="how often the index on the disk is looked at while it serves"
    )
    threads: int = Field(0, ge=0, description="threads of the local model; 0: all cores")

    @property
    def local(self) -> bool:
        """Whether the model runs inside Greenroom."""
        return self.provider == "local"

    @property
    def model_name(self) -> str:
        """The model asked for: an asset's name, a path, or the endpoint's own name."""
        return self.model or (DEFAULT_LOCAL_MODEL if self.local else "gpt-4.1-mini")

    @property
    def database(self) -> str:
        """The database's address; SQLite in the home folder by default."""
        return self.database_url or f"sqlite+aiosqlite:///{self.home / 'greenroom.db'}"

    @property
    def turns_at_once(self) -> int:
        """How many turns may be at the model together."""
        return self.max_turns or (1 if self.local else 128)

    @property
    def request_rate(self) -> int:
        """Requests a minute that each learner or address may send; 0 for no limit.

        Unless it is set: 600 where others than the one learner can come in, else none.
        """
        if self.requests_per_minute is not None:
            return self.requests_per_minute
        return 0 if self.loopback and not self.user_header else SHARED_REQUESTS_PER_MINUTE

    @property
    def loopback(self) -> bool:
        """Whether the service binds to this machine alone."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def load_settings(**given: Any) -> Settings:
    """The settings of this process; `given` wins over environment and `.env`.

    Raises:
        ConfigurationError: a value is not what it must be; the message names the variable.
    """
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        variable = name if name.startswith("OPENAI") else f"GREENROOM_{name.upper()}"
        raise ConfigurationError(f"{variable} is wrong: {first['msg']}") from None
    if not settings.loopback and not settings.token.get_secret_value():
        raise ConfigurationError(
            f"GREENROOM_HOST={settings.host} opens Greenroom to other machines: set GREENROOM_TOKEN"
            " to a long random text, or take the line away to stay on this machine"
        )
    return settings
