"""The models: weights on the disk, or an endpoint that answers."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from server.config import Settings
from server.doctor.finding import Finding
from server.errors import ConfigurationError
from server.llm.assets import EMBEDDING, Asset, catalogue, digest_of, weights_for

ASK_S = 10.0
PLACE = "or put the file there by hand (docs/deploy.md, Without a network)"


def weights(settings: Settings) -> Iterator[Finding]:
    """The local model's file, every byte of it."""
    if not settings.local:
        return
    try:
        found = weights_for(settings.model_name)
    except ConfigurationError as error:
        yield Finding("wrong", "weights", str(error), "set GREENROOM_MODEL, or take it away")
        return
    if isinstance(found, Path):
        yield Finding("good", "weights", f"{found}, {found.stat().st_size / 1e9:.1f} GB")
    else:
        yield _file(found, settings.home / "models", "weights")
    log = settings.home / "engine.log"
    if log.exists() and (last := log.read_text("utf-8", "replace").strip()):
        said = f"the engine's last word: {last.splitlines()[-1][:200]}"
        yield Finding("poor", "engine", said, f"see {log}")


def embedding(settings: Settings) -> Iterator[Finding]:
    """The files of the embedding model, where it runs here."""
    if settings.embeddings == "local":
        for name in EMBEDDING:
            yield _file(catalogue()[name], settings.home / "models", "embedding")


def model(settings: Settings) -> Iterator[Finding]:
    """Whether the configured endpoint answers and takes the key; no text is sent, nothing costs."""
    if settings.local:
        return
    base = settings.openai_base_url.rstrip("/")
    key = settings.openai_api_key.get_secret_value()
    request = urllib.request.Request(f"{base}/models")
    request.add_header("Authorization", f"Bearer {key or 'none'}")
    try:
        listed = _listed(request)
    except urllib.error.HTTPError as refusal:
        yield _refused(base, refusal.code)
    except (OSError, http.client.HTTPException, ValueError) as error:
        why = getattr(error, "reason", None) or error
        mend = "start it, check the network, and check OPENAI_BASE_URL"
        yield Finding("wrong", "model", f"nobody answers at {base} ({why})", mend)
    else:
        if listed and settings.model_name not in listed:
            said = f"{base} answers but does not list {settings.model_name}"
            yield Finding("poor", "model", said, f"GREENROOM_MODEL may be {', '.join(listed[:5])}")
        else:
            yield Finding("good", "model", f"{base} answers")


def _listed(request: urllib.request.Request) -> list[str]:
    """The names that the endpoint lists; none where it lists in a way of its own."""
    with _opener().open(request, timeout=ASK_S) as answer:
        body = answer.read(1_000_000)
    try:
        return [str(one["id"]) for one in json.loads(body)["data"]]
    except (ValueError, KeyError, TypeError):
        return []


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The key goes to the configured address and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        """Never."""


def _opener() -> urllib.request.OpenerDirector:
    socket.setdefaulttimeout(ASK_S)
    return urllib.request.build_opener(_NoRedirect)


def _refused(base: str, status: int) -> Finding:
    if status in (401, 403):
        said = f"{base} does not accept the key ({status})"
        return Finding("wrong", "model", said, "check OPENAI_API_KEY")
    if 300 <= status < 400:
        said = f"{base} points to another address ({status})"
        return Finding("wrong", "model", said, "set OPENAI_BASE_URL to the final one")
    if status >= 500:
        said = f"{base} has an error of its own ({status})"
        return Finding("wrong", "model", said, "look at its log, or wait")
    # Some endpoints list no models, and complete all the same.
    return Finding("good", "model", f"{base} answers ({status} to a question for its models)")


def _file(asset: Asset, folder: Path, what: str) -> Finding:
    path = folder / asset.file
    if not path.exists():
        parts = [*path.parent.glob(f"{path.name}.*part")] if path.parent.exists() else []
        said = f"{asset.title} is {'half fetched' if parts else 'not here yet'}"
        mend = f"the next start fetches {asset.size / 1e6:,.0f} MB, {PLACE}"
        return Finding("poor", what, said, mend)
    if path.stat().st_size != asset.size or digest_of(path) != asset.sha256:
        return Finding(
            "wrong",
            what,
            f"{path} is damaged: its sha256 is not {asset.sha256[:12]}…",
            f"remove it, the next start fetches it anew: rm '{path}'",
        )
    return Finding("good", what, f"{path.name} is whole ({asset.size / 1e6:,.0f} MB)")
