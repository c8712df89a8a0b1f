"""Recall and latency of the search on the questions beside this file.

`python -m tests.corpus.measure FOLDER`: FOLDER holds the embedding model; without it the search
is lexical alone. The figures in docs/retrieval.md come from here.
"""

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import yaml

from server.config import ROOT
from server.corpus.batching import SearchDesk
from server.corpus.embed import LocalEmbedder
from server.corpus.index import PassageIndex
from server.corpus.markdown import chapter_from
from server.corpus.retrieve import Retriever
from server.records import Search


def chapter():
    text = (ROOT / "corpus" / "chapter.md").read_text(encoding="utf-8")
    return chapter_from(text, id="career-transition-and-technical-leadership")


def questions():
    """(kind, query, words of which a right passage holds one)."""
    text = Path(__file__).with_name("questions.yaml").read_text(encoding="utf-8")
    return [
        (kind, Search(one["ask"], k=10, context=one.get("context", "")), tuple(one["holds"]))
        for kind, asked in yaml.safe_load(text).items()
        for one in asked
    ]


def ranks(retriever):
    """The rank (from 1) of the first right passage, None beyond 10, for every question."""
    asked = questions()
    found = retriever.search([query for _, query, _ in asked])
    return [
        (
            kind,
            query.query,
            next((n for n, p in enumerate(one.passages, 1) if right(p, holds)), None),
        )
        for (kind, query, holds), one in zip(asked, found, strict=True)
    ]


def right(passage, holds):
    return any(words in passage.text for words in holds)


def recall(found, k):
    return sum(rank is not None and rank <= k for _, _, rank in found) / len(found)


def mean_reciprocal_rank(found):
    return sum(1 / rank for _, _, rank in found if rank) / len(found)


def with_model(folder):
    embedder, retriever = LocalEmbedder(folder), Retriever([chapter()])
    with tempfile.TemporaryDirectory() as place:
        index = PassageIndex(Path(place))
        vectors = index.vectors(retriever.chunks, embedder)
        index.close()
    return Retriever([chapter()], embedder=embedder, vectors=vectors)


def told(retriever):
    found = ranks(retriever)
    for kind, query, rank in found:
        if rank is None or rank > 3:
            yield f"  rank {rank}: [{kind}] {query}"
    figures = ", ".join(f"R@{k} {recall(found, k):.2f}" for k in (1, 3, 5))
    yield f"n {len(found)}, {figures}, MRR@10 {mean_reciprocal_rank(found):.2f}"


def percentiles(times):
    ordered = sorted(times)
    half, most = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.95)]
    return f"p50 {half * 1000:.1f} ms, p95 {most * 1000:.1f} ms"


async def at_once(retriever, n):
    desk, asked = SearchDesk(retriever), questions()

    async def one(number):
        begun = time.perf_counter()
        query = asked[number % len(asked)][1]
        await desk.search(Search(f"{query.query} {number}", context=query.context))
        return time.perf_counter() - begun

    times = await asyncio.gather(*(one(number) for number in range(n)))
    desk.close()
    return percentiles(times)


async def alone(retriever, n=100):
    desk, asked, times = SearchDesk(retriever), questions(), []
    for number in range(n):
        begun = time.perf_counter()
        await desk.search(asked[number % len(asked)][1])
        times.append(time.perf_counter() - begun)
    desk.close()
    return percentiles(times)


def main():
    retriever = with_model(Path(sys.argv[1])) if len(sys.argv) > 1 else Retriever([chapter()])
    lines = [
        f"{len(retriever.chunks)} passages, {sum(len(c.units) for c in retriever.chunks)} units"
    ]
    lines += [*told(retriever), f"one after the other: {asyncio.run(alone(retriever))}"]
    lines += [f"{n} at once: {asyncio.run(at_once(retriever, n))}" for n in (20, 100)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
