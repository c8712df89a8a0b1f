"""STAR feedback, measured: labels, levels, problems, robustness; on request the model's part too.

`greenroom eval star --split held_out` judges by code alone, with the embeddings and without. With
the argument `advice` the stories go through the running service for its advice lines and its
times; with `plain` one plain prompt of the same model is scored beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals import star_live
from evals.figures import table
from evals.run import CASES, Options, cases
from evals.star_adversarial import ORNAMENTS, dressed, levels_of, pairs, rates
from evals.star_cases import Story, story_from
from evals.star_scores import by_code, by_part, by_voice, main_table, scored
from server.corpus.embed import LocalEmbedder
from server.judging.parts import embedded_texts
from server.judging.verdict import Verdict, verdict
from server.llm.local import fetch_embedding_model

Judge = Callable[[str], Verdict]
N_ORDERS = 3  # the first ornaments are orders to whoever grades


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
    blocks = []
    for name, judge in judges.items():
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
    plain = {s.id: levels_of(judge(s.text)) for s in stories}
    rows = []
    for at, ornament in enumerate(ORNAMENTS):
        now = {s.id: levels_of(judge(dressed(s.text, ornament))) for s in stories}
        rose = sum(any(now[i][p] > plain[i][p] for p in plain[i]) for i in plain)
        moved = sum(now[i] != plain[i] for i in plain)
        kind = "order" if at < N_ORDERS else "ornament"
        rows.append((ornament, kind, len(plain), rose, moved))
    known = [pair for pair in pairs(CASES / "star_adversarial.jsonl")]
    kinds = [(kind, f"{good} of {n}") for kind, (good, n) in rates(known, judge).items()]
    behind = table(("put behind every story", "kind", "stories", "rose", "moved"), rows)
    return f"{behind}\n\n{table(('adversarial pairs', 'held'), kinds)}"
