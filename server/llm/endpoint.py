"""Where a model answers."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible address, such as ``http://127.0.0.1:8080/v1``, its key and model."""

    base_url: str
    api_key: str = field(repr=False)
    model: str
    provider: Literal["local", "openai"]

    @property
    def loopback(self) -> bool:
        """Whether it is on this machine, so that no proxy may stand in between."""
        host = urlsplit(self.base_url).hostname or ""
        if host == "localhost":
            return True
        try:
            return ipaddress.ip_address(host).is_loopback
        except ValueError:
            return False
