"""Where chapters and their vectors come from: the edition, the shelf, the model, the index."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from server.config import ROOT, Settings
from server.corpus.answerability import answerability_in
from server.corpus.chapter import Chapter, Hint
from server.corpus.embed import Embedder, EndpointEmbedder, LocalEmbedder
from server.corpus.hints import hints_in
from server.corpus.known_lines import known_lines_in
from server.corpus.markdown import chapter_from
from server.corpus.places import Dense, Index
from server.corpus.shelf import Shelf
from server.errors import ConfigurationError

CHAPTER_ID = "career-transition-and-technical-leadership"
LOCAL = "local"  # the embedding model that runs here (GREENROOM_EMBEDDINGS)


def prepare_home(home: Path) -> None:
    """Make the home folder.

    Raises:
        ConfigurationError: it cannot be made.
    """
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise ConfigurationError(
            f"GREENROOM_HOME={home} cannot be made ({error.strerror}); name a folder you may write"
        ) from None


def edition() -> Chapter:
    """Our own edition of the chapter, and nothing else."""
    text = (ROOT / "corpus" / "chapter.md").read_text(encoding="utf-8")
    return chapter_from(text, id=CHAPTER_ID)


def built_in_chapter(embeddings: str = LOCAL) -> Chapter:
    """Our own edition of the chapter, with what we know of the questions that it answers.

    For the local embedding model that is trained already; for any other the questions
    themselves are hints, whose vectors it makes.
    """
    chapter = edition()
    if embeddings != LOCAL:
        hints = hints_in(ROOT / "corpus" / "hints.yaml")
        return replace(chapter, hints=(*hints, *questions_of_lines()))
    return replace(
        chapter,
        answerability=answerability_in(ROOT / "corpus" / "answerability.npz"),
        known_lines=known_lines_in(ROOT / "corpus" / "known_lines.npz"),
    )


def questions_of_lines() -> tuple[Hint, ...]:
    """The questions that single lines of the built-in chapter answer, and such that none does."""
    return tuple(
        hint for name in ("asks.yaml", "gaps.yaml") for hint in hints_in(ROOT / "corpus" / name)
    )


def shelf_of(settings: Settings) -> Shelf:
    """Where learners' own chapters are kept."""
    return Shelf(settings.home / "chapters")


async def dense(
    settings: Settings, embedder: Embedder | None = None, index: Index | None = None
) -> Dense:
    """The embedding model, fetched where it is not there yet, and the place of its vectors.

    Raises:
        AssetError: the embedding model could not be fetched.
        PassageIndexError: the index is held by another process.
    """
    return Dense(
        embedder or await embedder_of(settings),
        index if index is not None else await asyncio.to_thread(open_index, settings),
    )


async def embedder_of(settings: Settings) -> Embedder:
    """The embedding model that the settings name.

    Raises:
        AssetError: it could not be fetched.
    """
    if settings.embeddings != LOCAL:
        import openai  # takes most of a second to import

        client = openai.OpenAI(
            base_url=settings.openai_base_url,
            api_key=settings.openai_api_key.get_secret_value() or "none",
            max_retries=1,
            timeout=30,
        )
        return EndpointEmbedder(client, settings.embeddings)
    from server.llm.local import fetch_embedding_model  # only where it runs here

    folder = await asyncio.to_thread(fetch_embedding_model, settings.home / "models")
    return LocalEmbedder(folder)


def open_index(settings: Settings) -> Index:
    """The index in the home folder, or on the Chroma server that the settings name.

    Raises:
        PassageIndexError: it is held by another process.
    """
    from server.corpus.index import PassageIndex  # chromadb takes two seconds to import

    return PassageIndex(settings.home / "index", chroma_url=settings.chroma_url)
