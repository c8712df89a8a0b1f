"""`greenroom doctor`: finds what is wrong with an installation, says why, and how to mend it.

It changes nothing, and may run beside a service that runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from server.config import Settings, load_settings
from server.doctor.finding import Finding
from server.doctor.kept import chapters, database, index
from server.doctor.machine import disk, home, libraries, port, token
from server.doctor.models import embedding, model, weights
from server.errors import ConfigurationError

Look = Callable[[Settings], Iterator[Finding]]
LOOKS: tuple[Look, ...] = (
    libraries,
    home,
    disk,
    token,
    port,
    database,
    chapters,
    index,
    weights,
    embedding,
    model,
)


def examined() -> Iterator[Finding]:
    """What there is to say, one after another, as it is found."""
    try:
        settings = load_settings()
    except ConfigurationError as error:
        yield Finding("wrong", "settings", str(error), "correct it in the environment or in .env")
        return
    yield Finding("good", "settings", f"GREENROOM_PROVIDER={settings.provider}")
    for look in LOOKS:
        yield from look(settings)


def told(finding: Finding) -> str:
    """A finding as lines for a terminal."""
    line = f"{finding.verdict:<6} {finding.what:<10} {finding.said}"
    return f"{line}\n{'':<18}-> {finding.mend}" if finding.mend else line
