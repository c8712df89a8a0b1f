"""Rewrites, measured: facts kept, jargon and secrets gone, nothing made up, meaning kept.

Scored by plain string search against what each case plants, by code of this module alone: the
judgements that the mode makes itself are read only to see whether a fault was shown. Beside the
mode stand the echo of the message and, with the argument `plain`, a single plain prompt (one call
of the model a message). With `code` every call of the model fails: what a learner gets without one,
and no service is needed; with `states=FOLDER` beside it the model has read what the folder holds.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.figures import mean, percentile, share, table
from evals.model_free import without_model
from evals.run import RESULTS, Options, cases, told
from evals.service import Answered, Service, running
from server.judging.rewriting import PERHAPS_KNOWS
from server.llm.client import ChatRequest, Delta
from server.records import Message

TECHNICAL = ("engineering_leads", "engineering_team", "data_team")
CUSTOMER = "key_customer"
# Splits whose texts nobody who builds has read: totals alone are told.
UNSEEN = ("held_out", "outside3", "outside4", "outside5")
PLAIN = "Rewrite this message for {audience}. Keep the facts.\n\n{message}"
_FIGURE = re.compile(r"(?<![\w.])\d+(?:[.,:]\d+)*")
_NAME = re.compile(r"(?<![.!?:\n*#>-] )(?<![\n*\"“(#-])(?<!^)\b[A-Z][a-z]{2,}\w*")
_PLACEHOLDER = re.compile(r"\[[^\]\n]{2,}\]|<[a-zA-Z ]+>|\{[a-zA-Z ]+\}|_{3,}|\bX{2,}\b")
_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
).split()


@dataclass(frozen=True)
class Scored:
    """One version against its case; lists hold what went wrong, `unseen` what no note tells of."""

    case: Mapping[str, Any]
    text: str
    lost: tuple[str, ...]
    jargon: tuple[str, ...]
    leaks: tuple[str, ...]
    invented: tuple[str, ...]
    placeholder: bool
    turned: tuple[str, ...]
    unseen: tuple[str, ...] = ()
    total_s: float = 0.0
    shown_s: float | None = None
    result: Mapping[str, Any] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Nothing lost, left, leaked, made up or turned round."""
        faults = (self.lost, self.jargon, self.leaks, self.invented, self.turned)
        return not any(faults) and not self.placeholder

    @property
    def kept(self) -> float:
        """The share of the planted facts that are there."""
        return 1 - len(self.lost) / max(1, len(self.case["must_keep"]))


def report(options: Options) -> str:
    """The table of one run; every version is kept in evals/results/ beside it, for reading."""
    return asyncio.run(_report(options))


async def _report(options: Options) -> str:
    wanted = cases("rewrite", options)
    columns: dict[str, list[Scored]] = {"echo": [scored(c, c["message"]) for c in wanted]}
    if "code" in options.arguments:
        columns["Greenroom"] = by_code(wanted, _states(options))
        return _tables(columns, wanted, options)
    async with running(options.settings) as service:
        if "plain" in options.arguments:
            columns["plain prompt"] = [await _plain(service, c) for c in wanted]
        columns["Greenroom"] = await _versions(service, wanted, options)
    return _tables(columns, wanted, options)


def _tables(
    columns: Mapping[str, Sequence[Scored]], wanted: Sequence[Mapping[str, Any]], options: Options
) -> str:
    known = [c for c in wanted if c["audience"] not in TECHNICAL]
    parts = [f"All {len(wanted)} messages", _table(columns, {c["id"] for c in wanted})]
    parts += [f"The {len(known)} for readers who are not engineers"]
    parts += [_table(columns, {c["id"] for c in known}), _faults(columns["Greenroom"], options)]
    return "\n\n".join(p for p in parts if p)


def _states(options: Options) -> Path | None:
    given = [a.removeprefix("states=") for a in options.arguments if a.startswith("states=")]
    return Path(given[0]) if given else None


def by_code(wanted: Sequence[Mapping[str, Any]], states: Path | None = None) -> list[Scored]:
    """The mode's versions with a model that answers nothing, but has read what `states` holds."""
    found = []
    for case in wanted:
        reply, seconds = without_model(case, states)
        row = next(iter((reply.result or {}).get("rewrites", ())), {})
        notes = [f.message for f in reply.findings if f.severity != "pass"]
        found.append(scored(case, row.get("text", ""), row=row, notes=notes, times=(seconds, None)))
    return found


async def _versions(
    service: Service, wanted: Sequence[Mapping[str, Any]], options: Options
) -> list[Scored]:
    RESULTS.mkdir(exist_ok=True)
    kept = RESULTS / f"rewrite.{options.split}.{_slug(service.model)}.jsonl"
    found = []
    with kept.open("w", encoding="utf-8") as file:
        for at, case in enumerate(wanted, start=1):
            chosen = {"audiences": [case["audience"]], "confidential": case["confidential"]}
            answered = await service.turn("rewrite", case["message"], options=chosen)
            one = _of_turn(case, answered)
            found.append(one)
            file.write(json.dumps(_row(one), ensure_ascii=False) + "\n")
            file.flush()
            told(f"{at}/{len(wanted)} {case['id']}: clean {one.clean}, {one.total_s:.1f} s")
    return found


async def _plain(service: Service, case: Mapping[str, Any]) -> Scored:
    audience = service.parts.study["audiences"][case["audience"]]["title"]
    words = PLAIN.format(audience=audience, message=case["message"])
    request = ChatRequest((Message("user", words),), {"temperature": 0, "max_tokens": 700})
    pieces = [p.text async for p in service.parts.client.stream(request) if isinstance(p, Delta)]
    told(f"plain {case['id']}")
    return scored(case, "".join(pieces))


def _of_turn(case: Mapping[str, Any], answered: Answered) -> Scored:
    result = answered.turn.result or {}
    row = next(iter(result.get("rewrites", ())), {})
    text = row.get("text", "") or answered.turn.reply
    messages = [f.message for f in answered.turn.findings if f.severity != "pass"]
    return scored(case, text, row=row, notes=messages, times=(answered.total_s, answered.shown_s))


def scored(
    case: Mapping[str, Any],
    text: str,
    *,
    row: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
    times: tuple[float, float | None] = (0.0, None),
) -> Scored:
    """A version against what its case plants; `row` and `notes` are what the learner is shown."""
    lost = tuple(k[0] for k in case["must_keep"] if not any(holds(text, s) for s in k))
    jargon = tuple(j for j in case["jargon"] if holds(text, j))
    leaks = tuple(g for g in case["must_go"] if holds(text, g))
    made_up = invented(text, case["message"])
    turned = tuple(t["text"] for t in case["traps"] if is_turned(t, text))
    shown = _shown(row or {}, notes)
    faults = (*lost, *jargon, *leaks, *made_up, *turned)
    unseen = tuple(f for f in faults if _flat(f) not in shown)
    return Scored(
        case, text, lost, jargon, leaks, made_up, bool(_PLACEHOLDER.search(text)), turned,
        unseen, *times, row or {},
    )  # fmt: skip


def holds(text: str, phrase: str) -> bool:
    """Whether a phrase stands in a text, at word boundaries; white space and hyphens are alike."""
    return bool(re.search(rf"(?<!\w){re.escape(_flat(phrase))}(?!\w)", _flat(text)))


def _flat(text: str) -> str:
    plain = text.translate(str.maketrans("–—’‘“”", "--''\"\""))
    return re.sub(r"[\s-]+", " ", re.sub(r"[*_`]{2}|`", "", plain)).lower().strip()


def invented(text: str, message: str) -> tuple[str, ...]:
    """Figures and capitalised words inside sentences that the message does not hold."""
    flat, figures = _flat(message), set(_FIGURE.findall(message))
    figures |= {str(i) for i, w in enumerate(_NUMBER_WORDS) if holds(message, w)}
    new = [f for f in _FIGURE.findall(text) if f not in figures]
    new += [n for n in _NAME.findall(text) if n.lower() not in flat and n.lower()[:-1] not in flat]
    return tuple(dict.fromkeys(new))


def is_turned(trap: Mapping[str, Any], text: str) -> bool:
    """Whether a version turned the meaning of a planted passage round.

    It did when a wrong reading stands in it, or when the passage's other words are there and
    none of the right ones.
    """
    if any(holds(text, w) for w in trap["wrong"]):
        return True
    if not trap["right"] or any(holds(text, r) for r in trap["right"]):
        return False
    words = [w for w in _flat(trap["text"]).split() if len(w) > 3]
    return sum(holds(text, w) for w in words) > 0.6 * len(words)


def _shown(row: Mapping[str, Any], notes: Sequence[str]) -> str:
    """All that the page tells of what went, changed or stayed technical, in one string."""
    parts = list(notes)
    parts += [f["text"] for f in row.get("facts", ()) if f["status"] != "kept"]
    parts += [c["before"] for c in row.get("changes", ()) if c["how"] in ("left_out", "cut")]
    parts += [j["term"] for j in row.get("jargon", ())]
    return _flat(" | ".join(parts))


def _row(one: Scored) -> dict[str, Any]:
    names = ("lost", "jargon", "leaks", "invented", "placeholder", "turned", "unseen", "total_s")
    changes = [c for c in one.result.get("changes", ()) if c["how"] != "kept"]
    return {
        "id": one.case["id"],
        "audience": one.case["audience"],
        "clean": one.clean,
        **{n: getattr(one, n) for n in names},
        "text": one.text,
        "changes": changes,
        "needs": one.result.get("needs"),
    }


def _table(columns: Mapping[str, Sequence[Scored]], ids: set[str]) -> str:
    own = {name: [s for s in found if s.case["id"] in ids] for name, found in columns.items()}
    rows = [
        (name, *(values(found) for found in own.values())) for name, values in _MEASURES.items()
    ]
    return table(("measure", *own), rows)


def _rate(found: Sequence[Scored], names: str, of: str) -> str:
    n = sum(len(s.case[of]) for s in found)
    return f"{sum(len(getattr(s, names)) for s in found) / n:.3f} of {n}" if n else "none"


def _words_shown(found: Sequence[Scored]) -> str:
    rows = [s.result.get("jargon", ()) for s in found]
    perhaps = [sum(j["suggestion"] == PERHAPS_KNOWS for j in row) for row in rows]
    sure = [len(row) - n for row, n in zip(rows, perhaps, strict=True)]
    return f"{mean(sure or [0]):.2f}, {mean(perhaps or [0]):.2f}"


def _customers(found: Sequence[Scored]) -> list[Scored]:
    return [s for s in found if s.case["audience"] == CUSTOMER]


_MEASURES: dict[str, Any] = {
    "facts kept": lambda found: share([s.kept for s in found]),
    "all facts kept": lambda found: share([float(not s.lost) for s in found]),
    "jargon terms left": lambda found: _rate(found, "jargon", "jargon"),
    "customer items leaking": lambda found: share(
        [float(bool(s.leaks)) for s in _customers(found)]
    ),
    "items leaking": lambda found: share([float(bool(s.leaks)) for s in found]),
    "items with inventions": lambda found: share([float(bool(s.invented)) for s in found]),
    "items with placeholders": lambda found: share([float(s.placeholder) for s in found]),
    "traps sprung": lambda found: _rate(found, "turned", "traps"),
    "clean": lambda found: share([float(s.clean) for s in found]),
    "dirty and not shown": lambda found: share([float(bool(s.unseen)) for s in found]),
    "messages where it is not shown: facts, words, secrets, meanings": lambda found: ", ".join(
        str(sum(bool(set(getattr(s, kind)) & set(s.unseen)) for s in found))
        for kind in ("lost", "jargon", "leaks", "turned")
    ),
    "words shown to look at, and as perhaps, a message": lambda found: _words_shown(found),
    "the same, a clean message": lambda found: _words_shown([s for s in found if s.clean]),
    "sentences and names shown, a customer's": lambda found: (
        f"{mean([len(s.result.get('look', ())) for s in _customers(found)] or [0]):.2f}"
    ),
    "length, share of the message": lambda found: (
        f"{mean([len(s.text.split()) / len(s.case['message'].split()) for s in found]):.2f}"
    ),
    "seconds, median and 95th": lambda found: (
        f"{percentile([s.total_s for s in found], 50):.1f}, "
        f"{percentile([s.total_s for s in found], 95):.1f}"
    ),
    "facts strip, seconds, 95th": lambda found: (
        f"{percentile([s.shown_s for s in found if s.shown_s is not None] or [0], 95):.2f}"
    ),
}


def _faults(found: Sequence[Scored], options: Options) -> str:
    """What went wrong, case by case; kept quiet for the splits that nobody may tune to."""
    if options.split in UNSEEN:
        return ""
    names = ("lost", "jargon", "leaks", "invented", "turned", "unseen")
    rows = [
        (s.case["id"], s.case["audience"], *("; ".join(getattr(s, n)) for n in names))
        for s in found
        if not s.clean
    ]
    return table(("case", "audience", *names), rows)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", name.lower()).strip("-")
