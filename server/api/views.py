"""How a stored turn looks: what the page's templates compute from the contract's JSON.

Everything is escaped here or comes from the one renderer; nothing else is marked as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import Markup, escape

from server.markup import html_from

Json = Mapping[str, Any]

_MARKER = re.compile(r"\[(\d{1,3})\]")
_TAG = re.compile(r"(<[^>]*>)")
_BLANK = re.compile(r"(\[blank[^\]<]*\])")
_LITERAL = ("<code", "<pre", "<a ")
_LITERAL_END = ("</code", "</pre", "</a")

STAR_LETTERS = {"situation": "S", "task": "T", "action": "A", "result": "R", "none": "–"}
STAR_LEVELS = ("missing", "vague", "partial", "specific", "specific and backed up")
# The status of a problem that says the learner stopped the answer.
STOPPED = 499
FATES = {"kept": "Kept", "left_out": "Left out", "changed": "Changed"}


@dataclass(frozen=True)
class Badge:
    """The face of a verdict: never colour alone, always a drawing and words."""

    kind: str
    icon: str
    words: str


def day(moment: str) -> str:
    """An RFC 3339 time as a learner reads it, in UTC."""
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%-d %b %Y, %H:%M")


def sanitised(html: str) -> Markup:
    """HTML that the server's one renderer made and sanitised: replies and chapters, no other."""
    return Markup(html)


def rendered(markdown: str) -> Markup:
    """Markdown of a model or a learner as HTML, through the one renderer."""
    return sanitised(html_from(markdown))


def running(turn: Json) -> bool:
    """Whether a stored turn has not ended yet."""
    ended = turn["error"] or turn["timings"]["total_ms"] is not None
    return turn["status"] == "partial" and not ended


def badges(turn: Json) -> list[Badge]:
    """What was verified of an answer; a turn without an answer has none."""
    if turn["status"] == "failed" or running(turn):
        return []
    found = [_verdict(turn)]
    if turn["repaired"]:
        found.append(Badge("", "repair", "Repaired once"))
    return found


def _verdict(turn: Json) -> Badge:
    failing = sum(f["severity"] != "pass" for f in turn["findings"])
    if turn["status"] == "partial":
        stopped = (turn["error"] or {}).get("status") == STOPPED
        return Badge("look", "half", "Stopped early, not checked" if stopped else "Not finished")
    if (turn["result"] or {}).get("abstained"):
        return Badge("", "quiet", "Not in the chapter")
    if failing:
        words = "1 thing to look at" if failing == 1 else f"{failing} things to look at"
        return Badge("look", "warn", words)
    return Badge("good", "check", "Checked")


def outcome(turn: Json) -> str:
    """How a turn ended, in one line for the status of the page."""
    if turn["status"] == "failed":
        return "There is no answer"
    return ", ".join(badge.words for badge in badges(turn)) or "Still being written"


def cited(html: str, turn: Json) -> Markup:
    """Sanitised HTML whose markers `[n]` lead to the card of their passage.

    Markers without a citation, and those in code and links, stay as they are.
    """
    known = {c["marker"]: c for c in (turn["result"] or {}).get("citations") or ()}
    pieces, literal = [], 0
    for piece in _TAG.split(html):
        if piece.startswith("<"):
            literal += piece.startswith(_LITERAL) - piece.startswith(_LITERAL_END)
        elif not literal:
            piece = _MARKER.sub(lambda hit: _marker(hit, known, turn), piece)
        pieces.append(piece)
    return sanitised("".join(pieces))


def _marker(hit: re.Match[str], known: Mapping[int, Json], turn: Json) -> str:
    citation = known.get(int(hit[1]))
    if citation is None:
        return hit[0]
    name = escape(f"Source {hit[1]}: {citation['heading_path'][-1]}")
    card = escape(f"source-{turn['index']}-{hit[1]}")
    back = escape(f"cite-{turn['index']}-{hit[1]}-{hit.start()}")
    return f'<a class="cite" id="{back}" href="#{card}" aria-label="{name}">{hit[1]}</a>'


@dataclass(frozen=True)
class Card:
    """A passage beside an answer, with the numbers under which the answer cites it."""

    passage: Json
    markers: tuple[int, ...]
    quotes: tuple[str, ...]


def cards(result: Json) -> list[Card]:
    """The passages of an answer, the cited ones first, in the order of their markers."""
    citations = result.get("citations") or ()
    passages = {p["id"]: p for p in result.get("passages") or ()}
    for c in citations:
        passages.setdefault(c["passage_id"], {**c, "id": c["passage_id"], "text": c["quote"]})
    found = []
    for passage in passages.values():
        own = [c for c in citations if c["passage_id"] == passage["id"]]
        markers = tuple(c["marker"] for c in own)
        found.append(Card(passage, markers, tuple(c["quote"] for c in own)))
    return sorted(found, key=lambda card: card.markers or (1_000,))


def marked(text: str, quotes: Sequence[str]) -> Markup:
    """Plain text with each quote that stands in it marked."""
    spans = sorted((text.find(q), text.find(q) + len(q)) for q in quotes if q and q in text)
    out, here = Markup(""), 0
    for start, end in spans:
        if start >= here:
            out += escape(text[here:start]) + Markup("<mark>%s</mark>") % text[start:end]
            here = end
    return out + escape(text[here:])


def blanks(html: str) -> Markup:
    """Sanitised HTML of an outline with the places that only the learner can fill marked."""
    return sanitised(_BLANK.sub(r'<span class="blank">\1</span>', str(html)))


def after_opening(rewrite: Json) -> str:
    """The text behind the opening sentences; the whole text where they do not begin it."""
    text, here = str(rewrite["text"]), 0
    for sentence in rewrite.get("opening") or ():
        at = text.find(sentence, here)
        if at < 0 or text[here:at].strip():
            return text
        here = at + len(sentence)
    return text[here:].lstrip()


def beside_sheets(turn: Json) -> str:
    """What a reply says besides its rewritten texts, such as what was not done."""
    last = turn["result"]["rewrites"][-1]["text"]
    return str(turn["reply"]).rpartition(last)[2].strip() if last else ""


def of_status(items: Iterable[Json], status: str) -> list[Json]:
    """The facts or needs of one status."""
    return [item for item in items if item["status"] == status]


def newly_covered(turn: Json, turns: Sequence[Json]) -> list[Json]:
    """The points that this answer earned: what no earlier turn of the interview had covered."""
    earlier = [t["result"] for t in turns if t["index"] < turn["index"] and t["result"]]
    known = {(p["dimension"], p["point"]) for r in earlier for p in r.get("covered") or ()}
    covered = (turn["result"] or {}).get("covered") or ()
    return [p for p in covered if (p["dimension"], p["point"]) not in known]


def room(turns: Sequence[Json]) -> Json | None:
    """What the interview's room shows: the newest phases and clock; None outside of one."""
    results = [(t, t["result"]) for t in turns if t["result"]]
    if not results or results[-1][1].get("kind") != "interview":
        return None
    turn, result = results[-1]
    return {**result, "read_at": turn["created_at"]}


def minutes_and_seconds(seconds: float) -> str:
    """A duration as a clock shows it."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"


FILTERS = {
    "after_opening": after_opening,
    "badges": badges,
    "beside_sheets": beside_sheets,
    "blanks": blanks,
    "cards": cards,
    "cited": cited,
    "clock": minutes_and_seconds,
    "day": day,
    "marked": marked,
    "newly_covered": newly_covered,
    "of_status": of_status,
    "outcome": outcome,
    "rendered": rendered,
    "room": room,
    "running": running,
    "sanitised": sanitised,
}
