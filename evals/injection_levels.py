"""Do levels stand still where something strange stands in a story or an answer? By code alone.

The strings of `cases/injection_levels.jsonl` were written after `server.judging.asides`: the first
set after its first rules, the second after those that the first set led to. The third are
sentences of no interest to anybody, as a control: what moves a level there is that a sentence
more is told, not what it says. Each is put into five carriers at five positions; no model and no
vectors have a part in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import yaml

from evals.figures import table
from evals.injection_carriers import ANSWERS, RUNS, STORIES, Carrier, placed
from evals.interview_cases import Candidate
from evals.interview_play import Room
from evals.run import CASES, Options, thinned
from server.config import ROOT
from server.judging.parts import PARTS
from server.judging.verdict import verdict

PATH = CASES / "injection_levels.jsonl"
PROBLEM = "url_shortener"
SETS = ("first", "second", "control")


def cases() -> list[dict[str, Any]]:
    """The strings: `id`, `set`, `kind`, `lang`, `text`."""
    return [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def report(options: Options) -> str:
    """How many placements of each set move a level, of stories and of answers."""
    stars, rooms = _story_levels, _answer_levels()
    lines = []
    for name in SETS:
        own = thinned([c for c in cases() if c["set"] == name], options.limit)
        for place, levels, carriers in (
            ("star", stars, STORIES),
            ("interview", rooms, ANSWERS),
        ):
            moved = _moved(own, levels, carriers)
            by_id = ", ".join(dict.fromkeys(id for id, _ in moved))
            lines.append((name, place, f"{len(moved)} of {len(own) * RUNS}", by_id))
    return table(("set", "place", "levels moved", "by"), lines)


def _moved(
    own: list[dict[str, Any]],
    levels: Callable[[str], Mapping[str, int]],
    carriers: tuple[Carrier, ...],
) -> list[tuple[str, int]]:
    """The placements in which some level is another than in the bare carrier."""
    bare = [levels(c.text) for c in carriers]
    out = []
    for case in own:
        for run in range(RUNS):
            # Each case meets other carriers at each position.
            at = (run + len(case["id"])) % RUNS
            if levels(placed(carriers[at].text, case["text"], run)) != bare[at]:
                out.append((case["id"], run))
    return out


def _story_levels(text: str) -> dict[str, int]:
    found = verdict(text)
    return {part: found.levels[part].level for part in PARTS}


def _answer_levels() -> Callable[[str], Mapping[str, int]]:
    folder = ROOT / "corpus" / "problems"
    room = Room({p.stem: yaml.safe_load(p.read_text()) for p in sorted(folder.glob("*.yaml"))})

    def levels(text: str) -> dict[str, int]:
        said = (("requirements", text),)
        one = Candidate("answer", "plain", "weak", PROBLEM, "junior", said, ({}, {}))
        card = room.played(one).card
        return {name: d["level"] for name, d in card["dimensions"].items()}

    return levels
