"""A PDF as Markdown: its lines with place and size of their letters, put together as text."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from server.corpus.formats import Extract, UnreadableError
from server.corpus.formats.pdf_layout import PrintedLine, markdown_of_lines

MAX_PAGES = 2_000
# A page of a scan may carry a stamp or a page number; a page of text has more.
MIN_CHARS_A_PAGE = 12


def extract_pdf(content: bytes) -> Extract:
    """The text of a PDF; headings by the size of their letters.

    Raises:
        UnreadableError: it is damaged, protected, too long, or holds pictures of text only.
    """
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError("the PDF is protected by a password; save it without one")
        n_pages = len(reader.pages)
        if n_pages > MAX_PAGES:
            raise UnreadableError(f"the PDF has {n_pages:,} pages; at most {MAX_PAGES:,} are read")
        pages = [list(_lines(page)) for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "").strip()
    except (DependencyError, FileNotDecryptedError):
        raise UnreadableError("the PDF is protected; save it without protection") from None
    except UnreadableError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise UnreadableError(f"the PDF is damaged: {error}") from None
    if sum(len(line.text) for page in pages for line in page) < MIN_CHARS_A_PAGE * n_pages:
        raise UnreadableError(
            "the PDF holds pictures of pages, no text; run text recognition (OCR) over it first"
        )
    return Extract(markdown_of_lines(pages), title)


@dataclass
class _Pen:
    """Takes a page's pieces of text as they are drawn, and closes a line at each line break."""

    lines: list[PrintedLine] = field(default_factory=list)
    _text: list[str] = field(default_factory=list)
    _y: float = 0.0
    _size: float = 0.0
    _bold: bool = True

    def draw(self, text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        """One piece: its matrices place it on the page."""
        for n, part in enumerate(text.split("\n")):
            if n:
                self.close()
            if not part.strip():
                self._text.append(part)
                continue
            if not "".join(self._text).strip():
                self._y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
                self._size, self._bold = 0.0, True
            scale = math.hypot(tm[2], tm[3]) * math.hypot(cm[2], cm[3])
            self._size = max(self._size, size * scale)
            name = str((font or {}).get("/BaseFont", "")).lower()
            self._bold = self._bold and ("bold" in name or "black" in name)
            self._text.append(part)

    def close(self) -> None:
        """End the line that is being drawn."""
        text = " ".join("".join(self._text).split())
        if text:
            pieces = sum(bool(piece.strip()) for piece in self._text)
            size = round(self._size, 1)
            self.lines.append(PrintedLine(text, self._y, size, self._bold, pieces))
        self._text = []


def _lines(page: PageObject) -> Iterator[PrintedLine]:
    pen = _Pen()
    page.extract_text(visitor_text=pen.draw)
    pen.close()
    yield from pen.lines
