"""Chapters: listed, read, brought by a learner, deleted."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.responses import HTMLResponse, Response

from server.api.access import learner_of, parts_of
from server.api.encode import passage_json
from server.api.failures import MalformedBodyError, MediaTypeError
from server.corpus.chapter import Chapter
from server.corpus.shelf import upload_of
from server.errors import InvalidFieldError, StoreError, TooLargeError

router = APIRouter(prefix="/api/chapters")

# What the form around a file may weigh: its boundaries, headers and small fields.
FORM_BYTES = 20_000


@router.get("")
async def chapters(request: Request) -> list[dict[str, Any]]:
    """The chapters that this learner may read, with their sections."""
    return chapters_json(request)


@router.post("", status_code=201)
async def bring(request: Request) -> dict[str, Any]:
    """Take a learner's file in as a chapter."""
    chapter = await taken_in(request)
    return next(entry for entry in chapters_json(request) if entry["id"] == chapter.id)


@router.get("/{chapter_id}")
async def chapter(request: Request, chapter_id: str) -> Response:
    """A chapter as sanitised HTML with an anchor per passage."""
    return HTMLResponse(parts_of(request).library.chapter_html(chapter_id, learner_of(request)))


@router.delete("/{chapter_id}", status_code=204)
async def delete(request: Request, chapter_id: str) -> None:
    """Forget a learner's own chapter."""
    await parts_of(request).indexing.remove(learner_of(request), chapter_id)


@router.get("/{chapter_id}/passages/{passage_id}")
async def passage(request: Request, chapter_id: str, passage_id: str) -> dict[str, Any]:
    """One passage."""
    library = parts_of(request).library
    return passage_json(library.passage(chapter_id, passage_id, learner_of(request)))


def chapters_json(request: Request) -> list[dict[str, Any]]:
    """The learner's chapters; `state` tells whether they are searched by meaning as well."""
    parts, learner = parts_of(request), learner_of(request)
    pending = parts.indexing.pending(learner)
    waiting = "words" if parts.indexing.failure else "indexing"
    return [
        entry | {"state": waiting if entry["id"] in pending else "ready"}
        for entry in parts.library.chapters(learner)
    ]


async def taken_in(request: Request) -> Chapter:
    """The chapter that the form's file became.

    Raises:
        MediaTypeError: the body is no multipart form.
        TooLargeError: the file is over the limit, or the learner has no room for it.
        InvalidFieldError: there is no file, or it cannot become a chapter.
        StoreError: it could not be kept.
    """
    parts, learner = parts_of(request), learner_of(request)
    name, content = await sent_file(request, parts.settings.max_upload_bytes)
    read = await parts.extractor.read(content, name)
    return await parts.indexing.add(upload_of(learner, name, content, read))


async def sent_file(request: Request, most: int) -> tuple[str, bytes]:
    """Name and content of the file in the form's field `file`, of at most so many bytes."""
    media_type = request.headers.get("content-type", "")
    if media_type.partition(";")[0].strip().lower() != "multipart/form-data":
        raise MediaTypeError("send the file as multipart/form-data, in the field `file`")
    parser = MultiPartParser(
        request.headers, _capped(request, most), max_files=1, max_fields=8, max_part_size=FORM_BYTES
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, UnicodeDecodeError) as error:
        raise MalformedBodyError(f"the form cannot be read: {error}") from None
    except OSError as error:
        raise StoreError(f"the file could not be taken in ({error.strerror}); try again") from None
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise InvalidFieldError("file", "file: no file was sent; choose one first")
        content = await file.read()
    finally:
        await form.close()
    if len(content) > most:
        raise TooLargeError(_too_large(most))
    return _bare_name(file.filename), content


async def _capped(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    """The body, refused as soon as it is longer than a form with such a file."""
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:18]) > most + FORM_BYTES:
        raise TooLargeError(_too_large(most))
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if size > most + FORM_BYTES:
            raise TooLargeError(_too_large(most))
        yield piece


def _too_large(most: int) -> str:
    return f"the file is larger than {most / 1_000_000:g} MB; send a smaller one, or its parts"


def _bare_name(name: str) -> str:
    """The file's own name, without folders and signs that a terminal or page would act on."""
    bare = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c if c.isprintable() else "_" for c in bare)[-120:] or "file"
