"""The mock interviewer, measured on scripted candidates: its scorecards and its turns.

`greenroom eval interview --split held_out` needs no language model: every question is then the
problem's own, and levels are by code in any case. With the argument `live` the configured model
phrases what it may; with `plain` one plain prompt of the same model interviews and grades; with
`points` the bounds of the points made by meaning are measured on the problems' own sentences; with
`said` it is counted how often the marked interviews of `interview_said`, train and outside, are
asked what they have said already.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evals import interview_scores as scores
from evals import interview_talk as talk
from evals.interview_cases import Candidate, candidate_from
from evals.interview_live import plain_tables, writing
from evals.interview_play import Embedding, Played, Problems, Room, no_vectors
from evals.interview_points import points_table
from evals.interview_said import marked, played_all, said_table
from evals.run import RESULTS, Options, cases, told
from server.config import ROOT
from server.corpus.embed import LocalEmbedder
from server.corpus.remembered import RememberedVectors
from server.corpus.study import study_material
from server.llm.local import fetch_embedding_model


def report(options: Options) -> str:
    """The tables of one run."""
    candidates = [candidate_from(case) for case in cases("interview", options)]
    problems = study_material(ROOT)["problems"]
    blocks = ["## Gold", scores.agreement(candidates)]
    for name, embed in (
        ("with embeddings", embedding(options)),
        ("by the cues alone", no_vectors),
    ):
        found = [Room(problems, embed=embed).played(c) for c in candidates]
        blocks += [f"## Scorecards, {name}", *_cards(found)]
        if embed is not no_vectors:
            blocks += ["## Turns, no model", _turns(found, problems, options, "none")]
    if "live" in options.arguments:
        blocks += ["## Turns, with the model", _live(candidates, problems, options)]
    if "points" in options.arguments:
        blocks += ["## Points by meaning", points_table(problems, embedding(options))]
    if "said" in options.arguments:
        blocks += ["## Asked what was already said", _said(problems, options)]
    if "plain" in options.arguments:
        blocks += ["## One plain prompt", plain_tables(candidates, problems, options)]
    return "\n\n".join(blocks)


def _said(problems: Problems, options: Options) -> str:
    room = Room(problems, embed=embedding(options))
    tables = []
    for split in ("train", "outside"):
        found = marked(replace(options, split=split))
        tables.append(f"{split}\n\n{said_table(played_all(found, room, problems))}")
    return "\n\n".join(tables)


def embedding(options: Options) -> Embedding:
    """Vectors of the local embedding model; a text is embedded once."""
    model = LocalEmbedder(fetch_embedding_model(options.settings.home / "models"))
    known = RememberedVectors(size=50_000)
    return lambda texts: [v.tolist() for v in known.of(texts, model)]


def _cards(found: Sequence[Played]) -> list[str]:
    return [
        scores.main_table(found),
        scores.by(found, "kind", lambda one: one.candidate.kind),
        scores.by(found, "voice", lambda one: one.candidate.voice),
        scores.by(found, "round", lambda one: str(one.card["round"])),
        scores.by_dimension(found),
    ]


def _turns(found: Sequence[Played], problems: Problems, options: Options, model: str) -> str:
    turns = [t for one in found for t in talk.talk_of(one, problems)]
    talk.keep(turns, RESULTS / f"interview.turns.{options.split}.{model}.jsonl")
    return talk.main_table(turns)


def _live(candidates: Sequence[Candidate], problems: Problems, options: Options) -> str:
    found = []
    with writing(options.settings) as (write, times):
        room = Room(problems, embed=embedding(options), write=write)
        for at, candidate in enumerate(candidates, start=1):
            found.append(room.played(candidate))
            told(f"{at}/{len(candidates)} {candidate.id}: {len(times)} calls")
    table = _turns(found, problems, options, "live")
    return (
        f"{table}\n\n{len(times)} calls of the model, {sum(times) / max(1, len(times)):.1f} s each"
    )
