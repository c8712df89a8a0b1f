"""`greenroom index`: files and whole courses from the command line, the index built at once."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from server.config import Settings
from server.corpus.course import Course, course_in, linked, name_of
from server.corpus.extract import CHILDREN, Extractor, ReadFile
from server.corpus.places import Index
from server.corpus.retrieve import Retriever
from server.corpus.shelf import Shelf, Upload, chapter_id, upload_of
from server.errors import ConfigurationError, ConflictError, PassageIndexError, UnreadableFileError
from server.records import learner_named
from server.sources import built_in_chapter, embedder_of, open_index, prepare_home, shelf_of


@dataclass(frozen=True)
class _File:
    """A file to take in; in a course it has a place, else it stands alone."""

    path: Path
    course: str = ""
    place: str = ""
    rank: int = 0


def index(settings: Settings, paths: Sequence[Path], *, learner: str = "") -> int:
    """Take the files in, build the index, say what happened; 1 when a file was refused.

    Raises:
        ConfigurationError: a path is not there, or holds nothing that is read.
        ConflictError: Greenroom runs; nothing was changed.
        GreenroomError: the index could not be built; the chapters are kept.
    """
    prepare_home(settings.home)
    files = _files(paths)
    held = _held_index(settings)
    try:
        shelf = shelf_of(settings)
        refused = _taken_in(settings, shelf, files, learner_named(learner)) if files else 0
        _say(_built(settings, shelf, held))
    finally:
        held.close()
    return 1 if refused else 0


def _held_index(settings: Settings) -> Index:
    try:
        return open_index(settings)
    except PassageIndexError as error:
        raise ConflictError(
            f"{error}. While Greenroom runs, add chapters on its page /chapters or with"
            " POST /api/chapters; or stop it and run this again. Nothing was changed"
        ) from None


def _files(paths: Sequence[Path]) -> list[_File]:
    found: list[_File] = []
    for path in paths:
        if path.is_dir():
            course = course_in(path)
            if not course.places:
                raise ConfigurationError(f"{path} holds no Markdown, text, HTML, PDF or Word file")
            found.extend(_of_course(course))
        elif path.is_file():
            found.append(_File(path))
        else:
            raise ConfigurationError(f"{path} is not there; name files or a folder")
    return found


def _of_course(course: Course) -> list[_File]:
    return [
        _File(course.base / place, course.name, place, rank)
        for rank, place in enumerate(course.places)
    ]


# --- taking in


def _taken_in(settings: Settings, shelf: Shelf, files: Sequence[_File], learner: str) -> int:
    """Read all files and keep what can be read; how many were refused."""
    read = asyncio.run(_read_all(files, settings.max_upload_bytes))
    uploads = {file: _upload(file, *one, learner) for file, one in read.items()}
    ids = {(f.course, f.place): u.id for f, u in uploads.items() if f.course}
    kept = {upload.id: upload for upload in shelf.uploads()}
    for file, upload in uploads.items():
        if file.course:
            own = {place: id for (course, place), id in ids.items() if course == file.course}
            upload = replace(upload, markdown=linked(upload.markdown, file.place, own))
        old = kept.get(upload.id)
        if old is None or replace(old, added_at=upload.added_at) != upload:
            shelf.keep(replace(upload, added_at=old.added_at) if old else upload)
    n = len(files) - len(read)
    _say(f"{len(read)} of {len(files)} files taken in" + (f", {n} refused" if n else ""))
    return n


def _upload(file: _File, content: bytes, read: ReadFile, learner: str) -> Upload:
    """A course's chapter keeps its id when its text changes, so that links to it hold."""
    upload = upload_of(learner, file.path.name, content, read)
    if not file.course:
        return upload
    key = f"{file.course}\x1f{file.place}"
    id = chapter_id(learner, name_of(file.place), key)
    return replace(upload, id=id, name=file.place, place=f"{file.course}/{file.rank:05}")


async def _read_all(files: Sequence[_File], most: int) -> Mapping[_File, tuple[bytes, ReadFile]]:
    """Each readable file's bytes and text; the others are told with the reason."""
    extractor = Extractor()
    found: dict[_File, tuple[bytes, ReadFile]] = {}
    bar = _Bar("Reading", len(files))
    free = asyncio.Semaphore(CHILDREN)

    async def one(file: _File) -> None:
        async with free:
            try:
                content = _content(file.path, most)
                found[file] = (content, await extractor.read(content, file.path.name))
            except (UnreadableFileError, OSError) as error:
                bar.tell(f"refused: {file.path}: {error}")
            bar.step()

    await asyncio.gather(*map(one, files))
    bar.end()
    return {file: found[file] for file in files if file in found}


def _content(path: Path, most: int) -> bytes:
    size = path.stat().st_size
    if size > most:
        raise UnreadableFileError("file", f"larger than {most / 1_000_000:g} MB")
    return path.read_bytes()


# --- building


def _built(settings: Settings, shelf: Shelf, held: Index) -> str:
    chapters = [
        built_in_chapter(settings.embeddings),
        *(upload.chapter() for upload in shelf.uploads()),
    ]
    chunks = Retriever(chapters).chunks
    embedder = asyncio.run(embedder_of(settings))
    bar = _Bar("Indexing", 0)
    vectors = held.vectors(chunks, embedder, progress=bar.at)
    bar.end()
    damaged = "".join(f"\nset aside, for it was damaged: {name}" for name in shelf.damaged)
    return (
        f"{len(chapters)} chapter{'s' if len(chapters) > 1 else ''}, {len(chunks):,} passages and"
        f" {len(vectors.units):,} lines indexed with {vectors.embedding}{damaged}"
    )


class _Bar:
    """Progress on stderr: one line that is overwritten on a terminal, else nothing."""

    def __init__(self, what: str, total: int) -> None:
        self._what, self._done, self._total = what, 0, total
        self._terminal = sys.stderr.isatty()

    def step(self) -> None:
        self.at(self._done + 1, self._total)

    def at(self, done: int, total: int) -> None:
        self._done, self._total = done, total
        if self._terminal:
            bar = "█" * (20 * done // max(1, total))
            sys.stderr.write(f"\r\x1b[K{self._what} [{bar:<20}] {done:,} of {total:,}")
            sys.stderr.flush()

    def tell(self, line: str) -> None:
        self.end()
        sys.stderr.write(line + "\n")

    def end(self) -> None:
        if self._terminal:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
