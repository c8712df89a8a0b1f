"""The story bank: keep, list, read, change, delete, export; coverage of interview questions."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from server.api.access import learner_of, parts_of
from server.api.decode import NewStory, StoryChange, body_of
from server.api.encode import moment
from server.coach import title_of
from server.errors import GreenroomError, InvalidFieldError
from server.judging.parts import Label, embedded_texts
from server.judging.star_bank import Kept, coverage, suggested_tags, warnings
from server.judging.star_report import as_result
from server.judging.verdict import verdict
from server.records import Session, Story

router = APIRouter(prefix="/api/stories")


@router.get("")
async def list_stories(request: Request) -> dict[str, Any]:
    """The learner's stories, and what they cover."""
    return bank_json(await parts_of(request).store.stories.all(learner_of(request)))


@router.post("", status_code=201)
async def keep_story(request: Request) -> dict[str, Any]:
    """Keep a text as a story, or the newest version of a star session with its labels."""
    limit = parts_of(request).settings.max_body_bytes
    return story_json(await kept(request, await body_of(request, NewStory, max_bytes=limit)))


async def kept(request: Request, body: NewStory) -> Story:
    """A new story of the bank, judged.

    Raises:
        InvalidFieldError: there is no text, or too much of it.
        NotFoundError: there is no such session.
    """
    parts, learner = parts_of(request), learner_of(request)
    text, labels = body.text or "", dict[int, Label]()
    if body.session_id is not None:
        text, labels = told_in(await parts.store.session(body.session_id, learner))
    _check_text(text, parts.settings.max_message_chars)
    result = await judged(request, text, labels)
    return await parts.store.stories.add(
        learner,
        title=(body.title or "").strip() or title_of(text),
        text=text,
        tags=suggested_tags(text) if body.tags is None else _once(body.tags),
        result=result,
        session_id=body.session_id,
    )


@router.get("/export")
async def export_stories(
    request: Request, format: Literal["markdown", "json"] = "markdown"
) -> Response:
    """The whole bank as a file: Markdown to read, JSON with everything."""
    found = await parts_of(request).store.stories.all(learner_of(request))
    if format == "json":
        body = json.dumps(bank_json(found), ensure_ascii=False, indent=2)
        media_type, ending = "application/json", "json"
    else:
        body, media_type, ending = bank_markdown(found), "text/markdown; charset=utf-8", "md"
    headers = {"Content-Disposition": f'attachment; filename="greenroom-stories.{ending}"'}
    return Response(body, media_type=media_type, headers=headers)


@router.get("/{story_id}")
async def read_story(request: Request, story_id: str) -> dict[str, Any]:
    """One story."""
    return story_json(await parts_of(request).store.stories.one(story_id, learner_of(request)))


@router.patch("/{story_id}")
async def change_story(request: Request, story_id: str) -> dict[str, Any]:
    """Give a story another title, text or tags; another text is judged anew."""
    parts, learner = parts_of(request), learner_of(request)
    body = await body_of(request, StoryChange, max_bytes=parts.settings.max_body_bytes)
    changes: dict[str, Any] = body.model_dump(exclude_none=True)
    if not changes:
        raise InvalidFieldError("body", "body: nothing to change; send title, text or tags")
    if body.tags is not None:
        changes["tags"] = _once(body.tags)
    if body.text is not None:
        _check_text(body.text, parts.settings.max_message_chars)
        changes["result"] = await judged(request, body.text, {})
    return story_json(await parts.store.stories.change(story_id, learner, changes))


@router.delete("/{story_id}", status_code=204)
async def delete_story(request: Request, story_id: str) -> Response:
    """Remove a story from the bank; the session where it was practised stays."""
    await parts_of(request).store.stories.delete(story_id, learner_of(request))
    return Response(status_code=204)


async def judged(request: Request, text: str, labels: Mapping[int, Label]) -> dict[str, Any]:
    """The verdict of code on a story, with the learner's own labels; no model phrases it."""
    try:
        vectors = await parts_of(request).searcher.embed(embedded_texts(text))
    except GreenroomError:
        vectors = None  # the labeller does without
    return as_result(verdict(text, tags=labels, vectors=vectors))


def told_in(session: Session) -> tuple[str, dict[int, Label]]:
    """The newest story of a star session and the learner's own labels of it.

    Raises:
        InvalidFieldError: the session holds no judged story.
    """
    results = [t for t in session.turns if t.result and t.result.get("kind") == "star"]
    told = [t for t in results if t.action == "say" and t.message.strip()]
    if not told:
        raise InvalidFieldError("session_id", "session_id: no story was told in this session")
    last: Mapping[str, Any] = results[-1].result or {}
    story = str(last.get("story") or told[-1].message)
    return story, {int(i): part for i, part in last.get("tags", {}).items()}


def _once(tags: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(tags))


def _check_text(text: str, limit: int) -> None:
    if not text.strip():
        raise InvalidFieldError("text", "text: it is empty; send a story, or a session_id")
    if len(text) > limit:
        raise InvalidFieldError("text", f"text: {len(text):,} characters; at most {limit:,}")


def story_json(story: Story) -> dict[str, Any]:
    """A story with its marks."""
    kept = _kept(story)
    return {
        "id": story.id,
        "title": story.title,
        "text": story.text,
        "tags": list(story.tags),
        "suggested_tags": list(suggested_tags(story.text)),
        "levels": kept.levels,
        "technical": kept.technical,
        "ready": kept.ready,
        "result": dict(story.result),
        "session_id": story.session_id,
        "created_at": moment(story.created_at),
        "updated_at": moment(story.updated_at),
    }


def bank_json(found: Sequence[Story]) -> dict[str, Any]:
    """All stories, the questions they cover, and what to mend."""
    kept = [_kept(s) for s in found]
    return {
        "stories": [story_json(s) for s in found],
        "coverage": coverage(kept),
        "warnings": warnings(kept),
    }


def bank_markdown(found: Sequence[Story]) -> str:
    """The bank to print: each story with tags and levels, then the questions."""
    kept = [_kept(s) for s in found]
    blocks = ["# My stories"]
    for story, seen in zip(found, kept, strict=True):
        marks = ", ".join(f"{part} {level}/4" for part, level in seen.levels.items())
        blocks += [f"## {story.title}", f"{', '.join(story.tags) or 'no tags'} · {marks}"]
        blocks.append("\n".join(f"> {line}" for line in story.text.splitlines()))
    titles = {s.id: s.title for s in found}
    rows = [
        f"- {row['question']} {'; '.join(titles[i] for i in row['stories']) or '(none yet)'}"
        for row in coverage(kept)
    ]
    return "\n\n".join([*blocks, "## Which story answers what", "\n".join(rows)]) + "\n"


def _kept(story: Story) -> Kept:
    return Kept(story.id, story.title, story.tags, story.result)
