"""How a stored turn looks: what the page's templates compute from the contract's JSON.

Everything is escaped here or comes from the one renderer; nothing else is marked as HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from difflib import SequenceMatcher
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from markupsafe import Markup, escape

from server.api.sketches import drawn, parts_of_message
from server.api.sources import (
    cards,
    cited,
    in_chapter,
    marked,
    own_page,
    passage_lines,
    places,
    without_places,
)
from server.api.verdicts import badges, outcome, running
from server.markup import html_from
from server.text import sentences, words

Json = Mapping[str, Any]

# A shorter run of equal words between two changes is shown as part of them.
MIN_EQUAL_WORDS = 2

_PIECE = re.compile(r"\S+\s*")
_BLANK = re.compile(r"(\[blank[^\]<]*\])")

STAR_LETTERS = {"situation": "S", "task": "T", "action": "A", "result": "R", "none": "–"}
STAR_LEVELS = ("missing", "vague", "partial", "specific", "specific and backed up")
FATES = {"kept": "Kept", "left_out": "Left out", "changed": "Changed"}


def day(moment: str) -> str:
    """An RFC 3339 time as a learner reads it, in UTC."""
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%-d %b %Y, %H:%M")


def sanitised(html: str) -> Markup:
    """HTML that the server's one renderer made and sanitised: replies and chapters, no other."""
    return Markup(html)


def rendered(markdown: str) -> Markup:
    """Markdown of a model or a learner as HTML, through the one renderer."""
    return sanitised(html_from(markdown))


def measured(text: str) -> dict[str, int]:
    """How long a text is: its words, and the words of its longest sentence."""
    lengths = [len(words(s.text)) for s in sentences(text)]
    return {"words": sum(lengths), "longest": max(lengths, default=0)}


def blanks(html: str) -> Markup:
    """Sanitised HTML of an outline with the places that only the learner can fill marked."""
    return sanitised(_BLANK.sub(r'<span class="blank">\1</span>', str(html)))


def revised(compared: Json | None) -> dict[str, Json]:
    """The parts of a story that another version changed: their level or their sentences."""
    changes = (compared or {}).items()
    return {
        part: c
        for part, c in changes
        if c["before"] != c["now"] or c.get("added") or c.get("removed")
    }


def unasked(advice: str, questions: Sequence[str]) -> str:
    """Advice without its question, where that stands among the questions to answer next."""
    said = next((advice.removesuffix(q) for q in questions if advice.endswith(q)), advice)
    return said.rstrip() or advice


def after_opening(rewrite: Json) -> str:
    """The text behind the opening sentences; the whole text where they do not begin it."""
    text, here = str(rewrite["text"]), 0
    for sentence in rewrite.get("opening") or ():
        at = text.find(sentence, here)
        if at < 0 or text[here:at].strip():
            return text
        here = at + len(sentence)
    return text[here:].lstrip()


def word_changes(change: Json) -> Markup:
    """A changed sentence, the words that went struck out, those that came underlined."""
    before, after = _PIECE.findall(change["before"] or ""), _PIECE.findall(change["after"] or "")
    out, gone, come = Markup(""), "", ""
    steps = SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes()
    for n, (kind, a, b, c, d) in enumerate(steps):
        between = 0 < n < len(steps) - 1 and b - a < MIN_EQUAL_WORDS
        if kind == "equal" and not between:
            out += _exchanged(gone, come) + escape("".join(after[c:d]))
            gone = come = ""
        else:  # a word that happens to be equal between two changes only makes them harder to read
            gone, come = gone + "".join(before[a:b]), come + "".join(after[c:d])
    return out + _exchanged(gone, come)


def _exchanged(gone: str, come: str) -> Markup:
    out = Markup("<del>%s</del> ") % gone.strip() if gone else Markup("")
    return out + Markup("<ins>%s</ins> ") % come.strip() if come else out


def beside_sheets(turn: Json) -> str:
    """What a reply says besides its rewritten texts, such as what was not done."""
    last = turn["result"]["rewrites"][-1]["text"]
    return str(turn["reply"]).rpartition(last)[2].strip() if last else ""


def worked_by(turn: Json) -> str:
    """Which model wrote a turn's words, or what it did without writing any."""
    if turn["calls"]:
        return str(turn["calls"][-1]["model"])
    rows = (turn["result"] or {}).get("rewrites", ())
    read = any(row.get("model_read") for row in rows)
    return "the model read it and wrote nothing" if read else "no model needed"


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
    read_at = turn["created_at"]
    return {**result, "read_at": read_at, **_clock(result, datetime.fromisoformat(read_at))}


def newest_card(turn: Json, turns: Sequence[Json]) -> bool:
    """Whether no later turn holds the scorecard as it stands."""
    later = (t["result"] for t in turns if t["index"] > turn["index"])
    return not any(r and r.get("kind") == "scorecard" for r in later)


def query(address: str) -> list[tuple[str, str]]:
    """The names and values behind an address, for a form that sends them."""
    return parse_qsl(urlsplit(address).query)


def _clock(result: Json, read_at: datetime) -> dict[str, Any]:
    """Where the clock stands now, and what it will show when the phase is over."""
    remaining, paused = int(result.get("remaining_s", 0)), bool(result.get("paused"))
    since = 0.0 if paused else (datetime.now(UTC) - read_at).total_seconds()
    phases = result.get("phases") or ()
    here = next((n for n, p in enumerate(phases) if p["state"] == "now"), 0)
    minutes = phases[here]["minutes"] if phases else 0
    ends_s = int(result.get("entered_s", 0)) + 60 * minutes
    until_s = remaining + int(result.get("elapsed_s", 0)) - ends_s
    return {
        "number": here + 1,
        "minutes": minutes,
        "left_s": max(0, remaining - since),
        "until_s": max(0, until_s),
    }


def titled(words: str) -> str:
    """A title as a heading begins it; "API design" keeps its capitals."""
    return words[:1].upper() + words[1:]


def minutes_and_seconds(seconds: float) -> str:
    """A duration as a clock shows it."""
    whole = max(0, round(seconds))
    return f"{whole // 60}:{whole % 60:02}"


FILTERS = {
    "after_opening": after_opening,
    "badges": badges,
    "beside_sheets": beside_sheets,
    "worked_by": worked_by,
    "blanks": blanks,
    "cards": cards,
    "cited": cited,
    "clock": minutes_and_seconds,
    "day": day,
    "drawn": drawn,
    "in_chapter": in_chapter,
    "marked": marked,
    "measured": measured,
    "newest_card": newest_card,
    "newly_covered": newly_covered,
    "of_status": of_status,
    "own_page": own_page,
    "outcome": outcome,
    "passage_lines": passage_lines,
    "places": places,
    "query": query,
    "rendered": rendered,
    "revised": revised,
    "unasked": unasked,
    "room": room,
    "running": running,
    "said_parts": parts_of_message,
    "sanitised": sanitised,
    "titled": titled,
    "without_places": without_places,
    "word_changes": word_changes,
}
