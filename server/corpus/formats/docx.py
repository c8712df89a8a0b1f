"""A Word document as Markdown: headings, lists and tables by their styles."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from xml.parsers.expat import ExpatError

import mammoth
from bs4 import BeautifulSoup

from server.corpus.formats import Extract, UnreadableError
from server.corpus.formats.html import markdown_of

_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Subtitle'] => p:fresh"
_TITLE = re.compile(rb"<dc:title>([^<]{1,300})</dc:title>")

# What a broken archive or a broken part raises, NotImplementedError for a packing of its own.
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ExpatError),
    *(KeyError, ValueError, OSError, EOFError, NotImplementedError),
)


def extract_docx(content: bytes) -> Extract:
    """The document's text; its images are left out.

    Raises:
        UnreadableError: it is damaged.
    """
    try:
        made = mammoth.convert_to_html(
            io.BytesIO(content),
            style_map=_STYLES,
            convert_image=mammoth.images.img_element(lambda image: {}),
        )
        title = _title(content)
    except _DAMAGED as error:
        raise UnreadableError(f"the Word document is damaged: {error}") from None
    soup = BeautifulSoup(made.value, "html.parser")
    for cell in soup.select("td > p:only-child, th > p:only-child"):
        cell.unwrap()
    return Extract(markdown_of(soup), title)


def _title(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "docProps/core.xml" not in archive.namelist():
            return ""
        with archive.open("docProps/core.xml") as part:
            found = _TITLE.search(part.read(100_000))
    return found[1].decode("utf-8", "replace").strip() if found else ""
