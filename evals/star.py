"""STAR feedback, measured: labels, levels, problems, robustness; on request the model's part too.

`greenroom eval star --split held_out` judges by code alone, with the embeddings and without; with
the argument `inside` it puts tails without evidence into vague sentences instead. With the argument
`advice` the stories go through the running service instead, for its advice lines and
its times; with `plain` they go to one plain prompt of the same model, scored by the same measures.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals import star_live
from evals.figures import table
from evals.run import CASES, Options, cases
from evals.star_adversarial import (
    ORDERS,
    ORNAMENTS,
    dressed,
    glued,
    in_front,
    levels_of,
    pairs,
    rates,
    tailed,
)
from evals.star_cases import Story, story_from
from evals.star_scores import by_code, by_part, by_voice, main_table, scored
from server.corpus.embed import LocalEmbedder
from server.judging.parts import embedded_texts
from server.judging.verdict import Verdict, verdict
from server.llm.local import fetch_embedding_model

Judge = Callable[[str], Verdict]


def report(options: Options) -> str:
    """The tables of one run."""
    stories = [story_from(case) for case in cases("star", options)]
    embedder = LocalEmbedder(fetch_embedding_model(options.settings.home / "models"))
    known: dict[str, list[float]] = {}

    def vectors(text: str) -> list[list[float]]:
        """Each sentence is embedded once, in however many stories it stands."""
        texts = embedded_texts(text)
        if missing := [t for t in dict.fromkeys(texts) if t not in known]:
            known.update(zip(missing, embedder.embed(missing).tolist(), strict=True))
        return [known[t] for t in texts]

    judges: dict[str, Judge] = {
        "with embeddings": lambda text: verdict(text, vectors=vectors(text)),
        "without embeddings": verdict,
    }
    blocks: list[str] = []
    for name, judge in judges.items() if "inside" in options.arguments else ():
        blocks += [f"## Tails inside vague sentences, {name}", _inside(stories, judge)]
    for name, judge in judges.items() if not options.arguments else ():
        blocks += [f"## By code, {name}", *_tables(stories, judge), _robust(stories, judge)]
    if "advice" in options.arguments:
        blocks += ["## Advice and times", star_live.advised(stories, options)]
    if "plain" in options.arguments:
        blocks += ["## One plain prompt", star_live.plain(stories, options)]
    return "\n\n".join(blocks)


def _tables(stories: Sequence[Story], judge: Judge) -> list[str]:
    found = [scored(story, judge(story.text)) for story in stories]
    return [main_table(found), by_voice(found), by_part(found), by_code(found)]


def _robust(stories: Sequence[Story], judge: Judge) -> str:
    """How many stories keep their levels under each ornament, and the adversarial pairs."""
    rows: list[tuple[object, ...]] = []
    for ornament in ORNAMENTS:
        behind = [(s.text, dressed(s.text, ornament)) for s in stories]
        rows.append((ornament, "behind", *_moved(behind, judge)))
    for order in ORDERS:
        behind = [glued(s.text, order) for s in stories]
        front = [in_front(s.text, order) for s in stories]
        rows.append((order, "behind, no stop between", *_moved(behind, judge)))
        rows.append((order, "in front, no stop between", *_moved(front, judge)))
    known = [pair for pair in pairs(CASES / "star_adversarial.jsonl")]
    kinds = [(kind, f"{good} of {n}") for kind, (good, n) in rates(known, judge).items()]
    put = table(("put to every story", "where", "stories", "rose", "moved"), rows)
    return f"{put}\n\n{table(('adversarial pairs', 'held'), kinds)}"


def _inside(stories: Sequence[Story], judge: Judge) -> str:
    """How often a tail that adds no evidence lifts a level, tail by tail."""
    by_tail: dict[str, list[tuple[str, str]]] = {}
    for tail, plain, tailed_one in tailed(stories):
        by_tail.setdefault(tail, []).append((plain, tailed_one))
    rows = [(tail, *_moved(found, judge)) for tail, found in by_tail.items()]
    whole = ("all", *(sum(column) for column in zip(*(row[1:] for row in rows), strict=True)))
    return table(("tail", "pairs", "rose", "moved"), [*rows, whole])


def _moved(found: Sequence[tuple[str, str]], judge: Judge) -> tuple[int, int, int]:
    """Of pairs of a story and the same dressed: how many, how many rose, how many moved."""
    levels = [(levels_of(judge(a)), levels_of(judge(b))) for a, b in found]
    rose = sum(any(b[p] > a[p] for p in a) for a, b in levels)
    return len(levels), rose, sum(a != b for a, b in levels)
