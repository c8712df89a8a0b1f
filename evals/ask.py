"""Ask, measured: facts covered, abstention, citations, support, and how long it takes.

Every figure is computed from the turn as a client gets it, by code of this module alone: the
checks that the mode itself runs are not asked.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.figures import interval, mean, percentile, share, table
from evals.run import RESULTS, Options, cases, told
from evals.service import Answered, Service, running
from server.text import content_stems, sentences

_MARKER = re.compile(r"\[(\d{1,2})\]")
_FIGURE = re.compile(r"\d+(?:[.,/]\d+)*")
# A sentence counts as unsupported when its cited quotes hold less than this share of its stems.
MIN_SUPPORT = 0.5


@dataclass(frozen=True)
class Scored:
    """One case with what came of it; shares are 0..1, times seconds."""

    case: Mapping[str, Any]
    answered: Answered
    covered: float
    abstained: bool
    resolving: bool
    exact: bool
    sentences: int
    unsupported: tuple[str, ...]

    @property
    def seconds(self) -> float:
        """How long the whole answer took."""
        return self.answered.total_s


def report(options: Options) -> str:
    """The table of one run; every turn is kept in evals/results/ beside it, for reading."""
    scored = asyncio.run(_scored(options))
    return "\n\n".join([_summary(scored), _by_kind(scored), _times(scored)])


async def _scored(options: Options) -> list[Scored]:
    async with running(options.settings) as service:
        return await _asked(service, options)


async def _asked(service: Service, options: Options) -> list[Scored]:
    found = []
    RESULTS.mkdir(exist_ok=True)
    kept = kept_turns(options.split, service.model)
    wanted = cases("ask", options)
    with kept.open("w", encoding="utf-8") as file:
        for at, case in enumerate(wanted, start=1):
            answered = await service.turn("ask", case["ask"], history=case["history"])
            one = scored(case, answered)
            found.append(one)
            file.write(json.dumps(_kept(one), ensure_ascii=False) + "\n")
            file.flush()
            verdict = "abstained" if one.abstained else f"{one.covered:.2f}"
            told(f"{at}/{len(wanted)} {case['id']} {case['kind']}: {verdict}, {one.seconds:.1f} s")
    return found


def kept_turns(split: str, model: str) -> Path:
    """The file in which a run keeps its turns."""
    return RESULTS / f"ask.{split}.{re.sub(r'[^A-Za-z0-9.]+', '-', model)}.jsonl"


def scored(case: Mapping[str, Any], answered: Answered) -> Scored:
    """A finished turn against what its case asks for."""
    turn = answered.turn
    result: Mapping[str, Any] = turn.result or {}
    abstained = bool(result.get("abstained")) or not turn.reply
    facts = [_holds(turn.reply, spellings) for spellings in case["facts"]]
    stated = [] if abstained else stated_sentences(turn.reply)
    return Scored(
        case,
        answered,
        covered=0.0 if abstained or not facts else mean(facts),
        abstained=abstained,
        resolving=resolves(turn.reply, result),
        exact=quotes_exactly(result),
        sentences=len(stated),
        unsupported=tuple(s for s in stated if not supported(s, result, case["ask"])),
    )


def _holds(reply: str, spellings: Sequence[str]) -> bool:
    flat = _flat(reply)
    return any(_flat(spelling) in flat for spelling in spellings)


def _flat(text: str) -> str:
    plain = _MARKER.sub("", text).translate(str.maketrans("–—’“”", '--\'""'))
    return re.sub(r"\s+", " ", re.sub(r"[*_`]", "", plain)).lower()


def stated_sentences(reply: str) -> list[str]:
    """The sentences of a reply that state something: no questions, no lead-ins."""
    return [s.text for s in sentences(reply) if not s.text.rstrip().endswith(("?", ":"))]


def resolves(reply: str, result: Mapping[str, Any]) -> bool:
    """Whether every marker has a citation, and every citation a passage of the result."""
    known = {c["marker"] for c in result.get("citations", ())}
    ids = {p["id"] for p in result.get("passages", ())}
    used = {int(m) for m in _MARKER.findall(reply)} if not result.get("abstained") else set()
    return used <= known and all(c["passage_id"] in ids for c in result.get("citations", ()))


def quotes_exactly(result: Mapping[str, Any]) -> bool:
    """Whether each quote is an exact substring of its passage."""
    texts = {p["id"]: p["text"] for p in result.get("passages", ())}
    return all(
        c["quote"] and c["quote"] in texts.get(c["passage_id"], "")
        for c in result.get("citations", ())
    )


def supported(sentence: str, result: Mapping[str, Any], question: str) -> bool:
    """Whether the quotes that a sentence cites hold its figures and enough of its words.

    Words that the question brought along need no support; a sentence without a marker has none.
    """
    markers = {int(m) for m in _MARKER.findall(sentence)}
    own = [c for c in result.get("citations", ()) if c["marker"] in markers]
    bare = _MARKER.sub("", sentence)
    shown = " ".join([*(c["quote"] for c in own), *(" ".join(c["heading_path"]) for c in own)])
    figures = set(_FIGURE.findall(bare)) - set(_FIGURE.findall(question))
    if not own or not figures <= set(_FIGURE.findall(shown)):
        return False
    said = set(content_stems(bare)) - set(content_stems(question))
    return not said or len(said & set(content_stems(shown))) / len(said) >= MIN_SUPPORT


def _kept(one: Scored) -> dict[str, Any]:
    turn = one.answered.turn
    result = turn.result or {}
    return {
        "id": one.case["id"],
        "kind": one.case["kind"],
        "ask": one.case["ask"],
        "history": one.case["history"],
        "answerable": one.case["answerable"],
        "reply": turn.reply,
        "abstained": one.abstained,
        "signs": result.get("signs"),
        "covered": one.covered,
        "missing": [f for f in one.case["facts"] if not _holds(turn.reply, f)],
        "unsupported": one.unsupported,
        "citations": [[c["marker"], c["quote"]] for c in result.get("citations", ())],
        "passages": [p["id"] for p in result.get("passages", ())],
        "gold_found": _gold_found(one),
        "findings": [[f.check, f.severity, f.message] for f in turn.findings],
        "status": turn.status,
        "seconds": [one.answered.shown_s, one.answered.first_words_s, one.answered.total_s],
        "calls": [[c.prompt, dict(c.usage), c.total_ms] for c in turn.calls],
    }


def _gold_found(one: Scored) -> bool:
    texts = [p["text"] for p in (one.answered.turn.result or {}).get("passages", ())]
    groups = one.case["gold"]
    return all(any(phrase in text for phrase in group for text in texts) for group in groups)


def _summary(found: Sequence[Scored]) -> str:
    answerable = [s for s in found if s.case["answerable"]]
    hopeless = [s for s in found if not s.case["answerable"]]
    refused = [s for s in found if s.abstained]
    n_sentences = sum(s.sentences for s in found)
    n_unsupported = sum(len(s.unsupported) for s in found)
    rows: list[tuple[str, str]] = [
        ("facts covered, answerable questions", share([s.covered for s in answerable])),
        ("... of those answered", share([s.covered for s in answerable if not s.abstained])),
        ("abstention precision", share([float(not s.case["answerable"]) for s in refused])),
        ("abstention recall", share([float(s.abstained) for s in hopeless])),
        ("citations resolve", share([float(s.resolving) for s in found])),
        ("quotes exact", share([float(s.exact) for s in found])),
        ("sentences without support", f"{n_unsupported} of {n_sentences}"),
    ]
    return table(("measure", "value [95 % interval]"), rows)


def _by_kind(found: Sequence[Scored]) -> str:
    kinds = dict.fromkeys(s.case["kind"] for s in found)
    rows = []
    for kind in kinds:
        own = [s for s in found if s.case["kind"] == kind]
        facts = [s.covered for s in own if s.case["answerable"]]
        refused = mean([float(s.abstained) for s in own])
        rows.append((kind, len(own), f"{mean(facts):.2f}" if facts else "", f"{refused:.2f}"))
    return table(("kind", "n", "facts covered", "abstained"), rows)


def _times(found: Sequence[Scored]) -> str:
    measures: dict[str, Callable[[Scored], float | None]] = {
        "passages shown": lambda s: s.answered.shown_s,
        "first words": lambda s: s.answered.first_words_s,
        "whole answer": lambda s: s.answered.total_s,
    }
    rows = []
    for name, of in measures.items():
        times = [t for s in found if not s.abstained and (t := of(s)) is not None]
        low, high = interval(times)
        shown = [f"{percentile(times, q):.2f}" for q in (50, 90)]
        rows.append((name, *shown, f"{mean(times):.2f} [{low:.2f}, {high:.2f}]"))
    return table(("answered turns, seconds", "p50", "p90", "mean"), rows)
