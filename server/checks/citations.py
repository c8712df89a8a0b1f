"""Every statement of an answer stands on a passage that was retrieved for this turn.

`cited` puts the markers in: the model phrases, code finds what each sentence stands on. The
checks say whether a finished reply holds what it promises.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from server.checks.support import Evidence, evidence_for, novel_stems
from server.judging.wording import stems_of
from server.records import Finding, Passage
from server.text import sentences

MARKER = re.compile(r"\[(\d{1,2})\]")
# Begun at a row's first space alone, and keeping the row: from each of many it would be quadratic.
_LOOSE_MARKER = re.compile(
    r"(?:(?<![ \t])[ \t]++)?\[(?:passages?\s*)?\d+(?:\s*[,-]\s*\d+)*\]", re.IGNORECASE
)
_BULLET = re.compile(r"[ \t]*(?:[-*•+]|\d{1,3}[.)])[ \t]+")
_META = re.compile(
    r"(?:(?:according to|based on|as (?:stated|described|mentioned|written) in|from|in) "
    r"(?:the|this|these) (?:given |provided |numbered )?(?:passages?|text|chapter)(?: \d+)?,? "
    r"|(?:the|this) (?:given |provided )?(?:passages?|text|chapter)(?: \d+)? "
    r"(?:states?|says?|mentions?|explains?|indicates?|describes?|suggests?) that "
    r"|the answer (?:to the question(?: [\"“][^\"”]*[\"”])? )?is:? )",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:passages?|text|chapter|information)\b[^.]{0,40}\b(?:do|does|did|is|are) not\b"
    r"|\bnot (?:specified|mentioned|provided|stated|given|written|found) in the\b"
    r"|\bno (?:information|mention)\b",
    re.IGNORECASE,
)
_CLOSING = re.compile(r"([.!?…:;,]*)([\"'”’)]*)$")
_ASIDE = re.compile(r"the question (?:asks|is|wants)\b", re.IGNORECASE)
_MARK = re.compile(r"<<<?\s?[0-9a-f]{8}|\b[0-9a-f]{8}>>?>?")


@dataclass(frozen=True)
class Citation:
    """A marker of the reply, the passage it means, and the passage's words it stands on."""

    marker: int
    passage: Passage
    quote: str


@dataclass(frozen=True)
class Cited:
    """An answer with its markers; `cut` are the sentences that no passage supports.

    `denied`: the answer opens by saying that the passages do not hold it.
    """

    text: str
    citations: tuple[Citation, ...]
    cut: tuple[str, ...] = ()
    denied: bool = False


def cited(text: str, passages: Sequence[Passage], *, question: str = "") -> Cited:
    """The answer with the marker of its passage after each sentence that one supports.

    Markers that the text brings along are dropped, as are talk about "the passage", repetitions
    and headings copied out; sentences without support are cut.
    """
    kept: list[str] = []
    found: list[Citation] = []
    cut: list[str] = []
    seen: set[frozenset[str]] = set()
    plain = _without_markers(text, passages)
    parts = sentences(plain)
    for at, part in enumerate(parts):
        bullet, said = _bare(part.text)
        stems = stems_of(said)
        if not stems or stems in seen or _DENIAL.search(said) or _ASIDE.match(said):
            continue
        seen.add(stems)
        support = evidence_for(said, passages, question)
        if not support:
            cut.append(said)
            continue
        gap = plain[parts[at - 1].end : part.start] if at else ""
        kept.append((_gap(gap, bullet) if kept else "") + bullet + _marked(said, support))
        found += [Citation(e.marker, passages[e.marker - 1], e.quote) for e in support]
    denied = bool(parts) and bool(_DENIAL.search(parts[0].text))
    return Cited("".join(kept), tuple(dict.fromkeys(found)), tuple(cut), denied)


def _without_markers(text: str, passages: Sequence[Passage]) -> str:
    """The text without markers, marks of fences and copied headings, a line for each part."""
    lines = _LOOSE_MARKER.sub("\n", _MARK.sub("", text)).split("\n")
    kept = [line.rstrip() for line in lines if not _is_heading(line, passages)]
    return re.sub(r"\n(?=[ \t]*[.,;:!?])", "", "\n".join(kept)).strip()


def _bare(sentence: str) -> tuple[str, str]:
    """The bullet of a sentence, and the sentence without it and without talk about passages."""
    hit = _BULLET.match(sentence)
    bullet = hit.group() if hit else ""
    said = sentence[len(bullet) :].strip()
    trimmed = _META.sub("", said, count=1) if _META.match(said) else said
    return bullet, trimmed[:1].upper() + trimmed[1:] if trimmed != said else said


def _is_heading(said: str, passages: Sequence[Passage]) -> bool:
    flat = said.strip(" .:*#").lower()
    return any(flat == part.lower() for passage in passages for part in passage.heading_path)


def _gap(gap: str, bullet: str) -> str:
    if bullet:
        return "\n"
    return "\n\n" if gap.count("\n") > 1 else " "


def _marked(said: str, support: Sequence[Evidence]) -> str:
    """The sentence with its markers before its closing mark, but after a closing quotation mark."""
    marks = "".join(f"[{number}]" for number in sorted({e.marker for e in support}))
    end = _CLOSING.search(said)
    if not end or not end[1]:
        return f"{said} {marks}"
    return f"{said[: end.start()]}{end[2]} {marks}{end[1]}"


def markers_resolve(reply: str, citations: Sequence[Mapping[str, Any]]) -> list[Finding]:
    """Every ``[n]`` of the reply has a citation."""
    known = {citation["marker"] for citation in citations}
    return [
        Finding("markers_resolve", "fail", hit.span(), f"{hit.group()} leads to no passage")
        for hit in MARKER.finditer(reply)
        if int(hit[1]) not in known
    ]


def quotes_are_exact(reply: str, result: Mapping[str, Any]) -> list[Finding]:
    """Every citation's quote is a substring of the passage that it names."""
    texts = {passage["id"]: passage["text"] for passage in result["passages"]}
    return [
        Finding("quotes_are_exact", "fail", None, f"[{c['marker']}] quotes what is not there")
        for c in result["citations"]
        if not c["quote"] or c["quote"] not in texts.get(c["passage_id"], "")
    ]


def sentences_are_cited(reply: str, question: str) -> list[Finding]:
    """Every sentence that states something carries a marker; what only asks needs none."""
    return [
        Finding("sentences_are_cited", "fail", (s.start, s.end), "this stands on no passage")
        for s in sentences(reply)
        if not MARKER.search(s.text)
        and not s.text.endswith(("?", ":"))
        and novel_stems(s.text, question)
    ]
