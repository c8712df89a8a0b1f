"""Answers in the chapter's own words: a list by its items, a table by its rows, a quotation.

Where these answer, nothing is left to phrase, so no model is asked to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from server.checks.citations import Citation, Cited
from server.judging.wording import bare_item, cells_of, stems_of, units
from server.modes.ask.lines import Line, Listing, Reading
from server.modes.ask.listing import shown_item

MAX_QUOTE_CHARS = 480
ENOUGH_TOLD = 0.6  # of the line's stems
MAX_LISTED_WORDS = 14  # a list of such short items is listed whole, another by its labels
_ENDING = re.compile(r"(?<![.!?\s])([.!?\s]+)([\"'’”)]*)$")
_BREAKS = str.maketrans({"“": "‘", "”": "’", '"': "'"})


def listed(reading: Reading) -> Cited | None:
    """The list that is asked for, each item on its line with the marker of its passage."""
    if reading.listing is None:
        return None
    listing = reading.listing
    opening = f"**{_named(listing)}** – {_lead(listing)} [{listing.lead.marker}]:"
    whole = all(len(bare_item(li.text).split()) <= MAX_LISTED_WORDS for li in listing.items)
    items = [f"- {_item(line, whole)} [{line.marker}]" for line in listing.items]
    citations = _citations((listing.lead, *listing.items), reading)
    return Cited("\n".join([opening, "", *items]), citations)


def _lead(listing: Listing) -> str:
    return listing.lead.text.rstrip().rstrip(":").rstrip()


def _named(listing: Listing) -> str:
    return listing.heading.removeprefix("Diagram: ")


def _item(line: Line, whole: bool) -> str:
    if whole and not cells_of(line.text):
        return bare_item(line.text).rstrip(".")
    return shown_item(line)


def from_rows(reading: Reading) -> Cited | None:
    """The rows that are asked for, cut to the columns that are: a line a row."""
    if not reading.rows:
        return None
    lines = [_row(line) for line in reading.rows]
    text = lines[0] if len(lines) == 1 else "\n".join(f"- {line}" for line in lines)
    return Cited(text, _citations(reading.rows, reading))


def _row(line: Line) -> str:
    first, *others = cells_of(line.shown)
    told = "; ".join(f"{cell.header}: {cell.text.rstrip('.')}" for cell in others)
    return f"**{first.text}** – {told} [{line.marker}]."


def quoted(reading: Reading, lines: Sequence[Line], question: str) -> Cited | None:
    """Lines as quotations, each sentence on its passage; None when there are none.

    Of a long line, the sentences that share most words with the question are quoted.
    """
    told: list[str] = []
    citations: list[Citation] = []
    for line in lines:
        if cells_of(line.text):
            told.append(_row(line))
            citations += _citations([line], reading)
            continue
        quote = _best_part(line, question)
        told.append(" ".join(_marked(part.text, line.marker) for part in units(quote)))
        citations.append(Citation(line.marker, reading.passages[line.marker - 1], quote))
    if not told:
        return None
    opening = "In the chapter's words:"
    if len(told) == 1:
        text = told[0] if cells_of(lines[0].text) else f"{opening} {told[0]}"
    else:
        text = "\n".join([opening, "", *(f"- {one}" for one in told)])
    return Cited(text, tuple(dict.fromkeys(citations)))


def with_rest(answer: Cited, lines: Sequence[Line], reading: Reading, question: str) -> Cited:
    """The answer, and in the chapter's words those of its best lines that it left much out of."""
    rest = quoted(reading, [line for line in lines if not _told(line, answer)], question)
    if rest is None:
        return answer
    citations = tuple(dict.fromkeys((*answer.citations, *rest.citations)))
    return replace(answer, text=f"{answer.text}\n\n{rest.text}", citations=citations)


def _told(line: Line, answer: Cited) -> bool:
    held = stems_of(line.text)
    return not held or len(held & stems_of(answer.text)) / len(held) >= ENOUGH_TOLD


def _marked(sentence: str, marker: int) -> str:
    """The sentence in quotation marks, the marker before its closing mark."""
    words = bare_item(sentence).rstrip()
    end = _ENDING.search(words)
    if end:
        words = f"{words[: end.start()]}{end[2]}"
    closing = "?" if end and "?" in end[1] else "."
    return f"“{words.translate(_BREAKS)}” [{marker}]{closing}"


def _best_part(line: Line, question: str) -> str:
    """The line, or its sentences around the best one, as long as MAX_QUOTE_CHARS allow."""
    if len(line.text) <= MAX_QUOTE_CHARS:
        return line.text
    asked = stems_of(question)
    parts = units(line.text)
    best = max(range(len(parts)), key=lambda at: (len(asked & parts[at].stems), -at))
    start, end = parts[best].start, parts[best].end
    for part in parts[best + 1 :]:
        if part.end - start > MAX_QUOTE_CHARS:
            break
        end = part.end
    return line.text[start:end]


def _citations(lines: Sequence[Line], reading: Reading) -> tuple[Citation, ...]:
    return tuple(dict.fromkeys(citation_of(line, reading) for line in lines))


def citation_of(line: Line, reading: Reading) -> Citation:
    """The whole line as a quote of its passage."""
    return Citation(line.marker, reading.passages[line.marker - 1], line.text)
