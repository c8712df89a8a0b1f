"""What a file is, told by its bytes; its name only chooses among kinds of plain text."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import PurePath
from typing import Literal

from server.corpus.formats import UnreadableError

Kind = Literal["markdown", "text", "html", "pdf", "docx"]

READABLE = "Markdown, plain text, HTML, PDF or Word (.docx)"
MAX_UNPACKED = 300_000_000
MAX_PART = 60_000_000
MAX_PARTS = 5_000
SUFFIXES: dict[str, Kind] = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".text": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".pdf": "pdf",
    ".docx": "docx",
}
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")
_BINARY = (
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed archive"),
    (b"7z\xbc\xaf", "a compressed archive"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
)
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html)\b", re.I | re.S
)


def kind_of(content: bytes, name: str) -> Kind:
    """The kind of a file.

    Raises:
        UnreadableError: it is empty, or of a kind that is not read; the reason says which.
    """
    if not content.strip(b"\x00\t\r\n\f "):
        raise UnreadableError("the file is empty")
    if b"%PDF-" in content[:1024]:
        return "pdf"
    if content.startswith(b"PK\x03\x04"):
        return _packed(content)
    if content.startswith(_OLE):
        raise _old_office(content)
    for start, what in _BINARY:
        if content.startswith(start):
            raise UnreadableError(f"this is {what}; send {READABLE}", unsupported=True)
    return _text_kind(content, name)


def _text_kind(content: bytes, name: str) -> Kind:
    suffix = PurePath(name.lower()).suffix
    named = SUFFIXES.get(suffix)
    if suffix and named is None:
        raise UnreadableError(f"{suffix} files are not read; send {READABLE}", unsupported=True)
    if named in ("pdf", "docx"):
        what = "PDF" if named == "pdf" else "Word document"
        raise UnreadableError(f"the name says {suffix}, but the file holds no {what}")
    if _HTML.match(content[:4096].lstrip(b"\xef\xbb\xbf")):
        return "html"
    return named or "markdown"


def _packed(content: bytes) -> Kind:
    """A zip archive: a Word document within limits, or none that is read."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OverflowError) as error:
        raise UnreadableError(f"the file is damaged: {error}") from None
    names = {part.filename for part in parts}
    if "word/document.xml" not in names:
        what = _other_package(names)
        raise UnreadableError(f"this is {what}; send {READABLE}", unsupported=True)
    largest = max(part.file_size for part in parts)
    total = sum(part.file_size for part in parts)
    if total > MAX_UNPACKED or largest > MAX_PART or len(parts) > MAX_PARTS:
        raise UnreadableError(
            f"the document unpacks to {total // 1_000_000:,} MB in {len(parts):,} parts, which is"
            " more than is read; save it without its images, or in parts"
        )
    return "docx"


def _other_package(names: set[str]) -> str:
    for part, what in (
        ("xl/workbook.xml", "an Excel workbook"),
        ("content.xml", "an OpenDocument"),
    ):
        if part in names:
            return what
    if any(name.startswith("ppt/") for name in names):
        return "a PowerPoint presentation"
    return "an EPUB book" if "META-INF/container.xml" in names else "a zip archive"


def _old_office(content: bytes) -> UnreadableError:
    if "EncryptedPackage".encode("utf-16-le") in content:
        return UnreadableError("the document is protected by a password; save it without one")
    return UnreadableError(
        "this is an old Office document (.doc, .xls or .ppt); save it as .docx", unsupported=True
    )
