"""The search, measured: where the passage that answers stands, by kind of question, and how fast.

A passage is right for a group of phrases when its text, or its heading path and text, holds one
of them. A comparison has a group for each side: its rank is that of the first passage right for
any of them, and "both in 3" is the share with each side among the first three. A follow-up is
searched as the mode does it: with the turn before, when the mode thinks that it leans on it.
"""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from evals.baselines import VectorsAndWords
from evals.figures import interval, mean, paired, percentile, table
from evals.run import Options, cases
from server.corpus.chapter import Chapter
from server.corpus.embed import LocalEmbedder
from server.corpus.index import PassageIndex
from server.corpus.retrieve import Retriever, Vectors
from server.modes.ask import earlier_turn
from server.records import History, Passage, PastTurn, Search
from server.sources import built_in_chapter, edition

DEPTH = 10
Case = Mapping[str, Any]
System = Callable[[str, str], list[Passage]]


@dataclass(frozen=True)
class Placed:
    """Where a system put the right passages of a case: a rank (from 1) for each group."""

    kind: str
    ranks: tuple[int | None, ...]
    seconds: float
    processor_s: float

    @property
    def first(self) -> int | None:
        """The best of the ranks; None beyond DEPTH."""
        return min((rank for rank in self.ranks if rank), default=None)

    def within(self, k: int) -> float:
        """1.0 when a right passage is among the first k."""
        return float(self.first is not None and self.first <= k)

    @property
    def reciprocal(self) -> float:
        """One over the rank, 0 beyond DEPTH."""
        return 1 / self.first if self.first else 0.0

    @property
    def both(self) -> float:
        """1.0 when every group has a passage among the first three."""
        return float(all(rank is not None and rank <= 3 for rank in self.ranks))


def report(options: Options) -> str:
    """Recall and latency of the systems on a split of ask's cases."""
    wanted = [case for case in cases("ask", options) if case["answerable"]]
    home = options.settings.home
    made = systems(LocalEmbedder(model_folder(options)), home / "evals")
    placed = {name: [place(system, case) for case in wanted] for name, system in made.items()}
    *others, (name, best) = placed.items()
    parts = [overall(placed), differences(name, best, dict(others))]
    parts += [f"By kind, {n}:\n\n{by_kind(found)}" for n, found in placed.items()]
    return "\n\n".join([*parts, times(placed)])


def systems(embedder: LocalEmbedder, folder: Path) -> dict[str, System]:
    """What is compared, the shipped search last."""
    bare, chapter = edition(), built_in_chapter()
    hinted = built_in_chapter("another model")
    words = Retriever([bare])
    passages = {chunk.passage.id: chunk.passage for chunk in words.chunks}
    vectors = indexed(words, embedder, folder / "bare")
    before = VectorsAndWords(words.chunks, embedder, vectors)
    with_hints = indexed(Retriever([hinted]), embedder, folder / "hinted")
    stateless = dataclasses.replace(vectors, states=None)

    def as_before(question: str, context: str) -> list[Passage]:
        return [passages[id] for id in before.order(question, context, DEPTH)]

    return {
        "words alone": _searched(words),
        "H1: vectors and words": as_before,
        "spelling, comparisons": _searched(_with(bare, embedder, stateless)),
        "and word by word": _searched(_with(bare, embedder, vectors)),
        "and hints (for other models)": _searched(_with(hinted, embedder, with_hints)),
        "and known lines (shipped)": _searched(_with(chapter, embedder, vectors)),
    }


def indexed(retriever: Retriever, embedder: LocalEmbedder, folder: Path) -> Vectors:
    """The vectors of a retriever's passages, made and kept in a folder."""
    index = PassageIndex(folder)
    try:
        return index.vectors(retriever.chunks, embedder)
    finally:
        index.close()


def place(system: System, case: Case) -> Placed:
    """One case, searched and judged; the times are of the search alone."""
    context = leaning(case)
    began, spent = time.perf_counter(), time.process_time()
    found = system(case["ask"], context)
    seconds, processor_s = time.perf_counter() - began, time.process_time() - spent
    ranks = tuple(rank_of(found, group) for group in case["gold"])
    return Placed(case["kind"], ranks, seconds, processor_s)


def rank_of(found: Sequence[Passage], phrases: Sequence[str]) -> int | None:
    """The rank (from 1) of the first passage that holds one of the phrases."""
    for rank, passage in enumerate(found, start=1):
        text = f"{' > '.join(passage.heading_path)} > {passage.text}"
        if any(phrase in text for phrase in phrases):
            return rank
    return None


def leaning(case: Case) -> str:
    """What the mode would search the question under."""
    now = datetime.now(UTC)
    turns = [
        PastTurn(at, "say", turn["message"], turn["reply"], None, "complete", now)
        for at, turn in enumerate(case["history"])
    ]
    before = earlier_turn(case["ask"], History(tuple(turns), now))
    return f"{before.message}\n{before.reply}" if before else ""


def overall(placed: Mapping[str, Sequence[Placed]]) -> str:
    """A row for each system, with 95 % bootstrap intervals."""
    head = ["search", "n", "R@1", "R@3", "R@5", "MRR@10", "both in 3"]
    return table(head, [[name, len(found), *_figures(found)] for name, found in placed.items()])


def differences(name: str, best: Sequence[Placed], others: Mapping[str, Sequence[Placed]]) -> str:
    """The shipped search minus each other one, question by question."""
    rows = []
    for other, found in others.items():
        cells = [
            _signed(paired(_values(best, one), _values(found, one)))
            for one in ("R@1", "R@3", "R@5", "MRR@10")
        ]
        rows.append([f"minus {other}", *cells])
    return table([name, "R@1", "R@3", "R@5", "MRR@10"], rows)


def by_kind(found: Sequence[Placed]) -> str:
    """A row for each kind of question, without intervals: most are of ten or so."""
    rows = []
    for kind in dict.fromkeys(one.kind for one in found):
        own = [one for one in found if one.kind == kind]
        figures = [f"{mean(_values(own, name)):.2f}" for name in ("R@1", "R@3", "R@5", "MRR@10")]
        both = [one.both for one in own if len(one.ranks) > 1]
        rows.append([kind, len(own), *figures, f"{mean(both):.2f}" if both else ""])
    return table(["kind", "n", "R@1", "R@3", "R@5", "MRR@10", "both in 3"], rows)


def times(placed: Mapping[str, Sequence[Placed]]) -> str:
    """Milliseconds a question, by the clock and by the processor."""
    rows = []
    for name, found in placed.items():
        clock = [1000 * one.seconds for one in found]
        spent = [1000 * one.processor_s for one in found]
        cells = [f"{percentile(values, q):.1f}" for values in (clock, spent) for q in (50, 95)]
        rows.append([name, *cells])
    head = ["search", "clock p50 ms", "clock p95 ms", "processor p50 ms", "processor p95 ms"]
    return table(head, rows)


def _with(chapter: Chapter, embedder: LocalEmbedder, vectors: Vectors) -> Retriever:
    return Retriever([chapter], embedder=embedder, vectors=vectors)


def _searched(retriever: Retriever) -> System:
    def found(question: str, context: str) -> list[Passage]:
        asked = Search(question, k=DEPTH, context=context)
        return list(retriever.search([asked])[0].passages)

    found("What is a warm start?", "")  # the first search of a process loads what it needs
    return found


def _figures(found: Sequence[Placed]) -> list[str]:
    names = ("R@1", "R@3", "R@5", "MRR@10")
    cells = [_with_interval(_values(found, name)) for name in names]
    both = [one.both for one in found if len(one.ranks) > 1]
    return [*cells, _with_interval(both) if both else ""]


def _values(found: Sequence[Placed], name: str) -> list[float]:
    if name == "MRR@10":
        return [one.reciprocal for one in found]
    return [one.within(int(name.removeprefix("R@"))) for one in found]


def _with_interval(values: Sequence[float]) -> str:
    low, high = interval(values)
    return f"{mean(values):.2f} [{low:.2f}, {high:.2f}]"


def _signed(difference: tuple[float, float, float]) -> str:
    middle, low, high = difference
    return f"{middle:+.2f} [{low:+.2f}, {high:+.2f}]"


def model_folder(options: Options) -> Path:
    """Where the embedding model is; fetched first where it is not there yet."""
    from server.llm.local import fetch_embedding_model  # only where it runs here

    return fetch_embedding_model(options.settings.home / "models")
