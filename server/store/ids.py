"""Ids of what is stored."""

from __future__ import annotations

import secrets


def new_id() -> str:
    """An unguessable id: 192 random bits, safe in an address."""
    return secrets.token_urlsafe(24)
