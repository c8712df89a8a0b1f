"""Bytes to text in whatever encoding, and plain text to Markdown."""

from __future__ import annotations

import codecs
import re

from server.corpus.formats import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,20})", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u00ad\u200b\u2060\ufeff]")
_DATA_LINK = re.compile(r"\(\s*data:[^)\s]*\)|data:[\w/+.-]{0,60};base64,[A-Za-z0-9+/=]+")
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~{}#=$])")
_LIST_ITEM = re.compile(r"(?:[-*+•]|\d{1,3}[.)])\s")
_HEADING = re.compile(
    r"(?:chapter|part|section|appendix)\s+[\divxlc]+\b.*|\d+(?:\.\d+)*\.?\s+[A-Z].*", re.I
)
MAX_CONTROL_SHARE = 0.002
MAX_HEADING_CHARS = 80


def decoded(content: bytes) -> str:
    """The text of a file, by its byte order mark, as UTF-8 or UTF-16, by its meta tag, as cp1252.

    Raises:
        UnreadableError: it is no text in any of these.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _clean(_as(content, encoding))
    if 0 in content[:4096]:
        return _clean(_wide(content))
    try:
        return _clean(content.decode("utf-8"))
    except UnicodeDecodeError:
        declared = _CHARSET.search(content[:4096])
        return _clean(_as(content, declared[1].decode("ascii") if declared else "cp1252"))


def _as(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding, "replace")
    except LookupError:
        text = content.decode("cp1252", "replace")
    if text.count("\ufffd") > max(8, len(text) * MAX_CONTROL_SHARE * 5):
        raise UnreadableError("the file is no text in an encoding known here; save it as UTF-8")
    return text


def _wide(content: bytes) -> str:
    """UTF-16 without its mark: every other byte of Latin text is zero."""
    head = content[:4096]
    odd, even = head[1::2].count(0), head[::2].count(0)
    if max(odd, even) < len(head) // 5 or min(odd, even) > len(head) // 20:
        raise _binary()
    return _as(content, "utf-16-le" if odd > even else "utf-16-be")


def _clean(text: str) -> str:
    if len(_CONTROL.findall(text)) > max(2, len(text) * MAX_CONTROL_SHARE):
        raise _binary()
    return cleaned(text)


def _binary() -> UnreadableError:
    return UnreadableError("the file holds binary data, not text; save it as UTF-8 text")


def cleaned(text: str) -> str:
    """The text without invisible characters, embedded images, and with one kind of line end."""
    text = re.sub(r"\r\n?|\f|\u2028|\u2029", "\n", text)
    return _DATA_LINK.sub("", _INVISIBLE.sub("", text))


def escaped(text: str) -> str:
    """Plain text as Markdown that reads as the same text."""
    return _SPECIAL.sub(r"\\\1", text)


def markdown_of_plain(text: str) -> str:
    """Plain text as Markdown: its lists stay, lines that stand alone as headings become some."""
    lines = [line.strip() for line in text.split("\n")]
    out = []
    titled = False
    for before, line, after in zip(["", *lines], lines, [*lines[1:], ""], strict=False):
        alone = line and not before and not after
        if alone and not titled and _is_title(line):
            line, titled = f"# {escaped(line)}", True
        elif alone and _is_heading(line):
            line = f"## {escaped(line)}"
        else:
            line = _plain_line(line)
        titled = titled or bool(line)
        out.append(line)
    return "\n".join(out)


def _plain_line(line: str) -> str:
    if re.fullmatch(r"[=\-_*~#]{3,}", line):
        return ""
    if _LIST_ITEM.match(line):
        head, _, rest = line.partition(" ")
        return f"{'-' if head == '•' else head} {escaped(rest)}"
    return escaped(re.sub(r"^([-+:!?]+)", r"\\\1", line))


def _is_title(line: str) -> bool:
    return len(line) <= MAX_HEADING_CHARS and line[-1] not in ".,;:"


def _is_heading(line: str) -> bool:
    if len(line) > MAX_HEADING_CHARS or line[-1] in ".,;":
        return False
    return (line.isupper() and len(line) > 3) or bool(_HEADING.fullmatch(line))
