"""Request bodies: read within the limit, decoded, validated; every fault a clear 4xx."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import Request
from jsonschema import Draft202012Validator
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from server.api.failures import MalformedBodyError, MediaTypeError
from server.errors import InvalidFieldError, TooLargeError
from server.judging.star_bank import TAGS, Tag
from server.records import Mode

Body = TypeVar("Body", bound=BaseModel)

# What the page sends is 4 deep; what walks a value costs time and stack for each level.
MAX_DEPTH = 32
# A fault in a field is told with the value that was sent, which may be a megabyte.
MAX_FAULT_CHARS = 300


class NewSession(BaseModel):
    """What opens a session."""

    model_config = ConfigDict(strict=True)
    mode: str = Field(max_length=64)
    options: dict[str, Any] = Field(default_factory=dict)


class NewTurn(BaseModel):
    """What a learner sends in a turn."""

    model_config = ConfigDict(strict=True)
    message: str = ""
    action: str = Field("say", max_length=64)
    options: dict[str, Any] = Field(default_factory=dict)
    client_id: str | None = Field(None, min_length=1, max_length=200)


class SessionChange(BaseModel):
    """A session's new title."""

    model_config = ConfigDict(strict=True)
    title: str = Field(min_length=1, max_length=200)


class NewStory(BaseModel):
    """What the bank shall keep: a text, or the story told in a session."""

    model_config = ConfigDict(strict=True)
    text: str | None = None
    session_id: str | None = Field(None, max_length=200)
    title: str | None = Field(None, max_length=200)
    tags: list[Tag] | None = Field(None, max_length=len(TAGS))


class StoryChange(BaseModel):
    """What changes of a story; what is left out stays."""

    model_config = ConfigDict(strict=True)
    title: str | None = Field(None, min_length=1, max_length=200)
    text: str | None = None
    tags: list[Tag] | None = Field(None, max_length=len(TAGS))


class RewriteCheck(BaseModel):
    """Two texts to compare for an audience."""

    model_config = ConfigDict(strict=True)
    source: str = Field(min_length=1)
    rewrite: str
    audience: str = Field(max_length=64)


async def body_of(request: Request, model: type[Body], *, max_bytes: int) -> Body:
    """The request's JSON body as a record.

    Raises:
        MediaTypeError: the body is not declared as JSON.
        TooLargeError: it is over `max_bytes`; noticed while reading.
        MalformedBodyError: it is no JSON in UTF-8.
        InvalidFieldError: a field is missing, of another type, or holds no proper text.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise MediaTypeError(
            f"the body is {media_type or 'of no declared type'}; send application/json"
        )
    decoded = _decoded(await raw_body(request, max_bytes=max_bytes))
    if not isinstance(decoded, dict):
        raise MalformedBodyError('the body must be a JSON object, such as {"message": "..."}')
    check_text(decoded, "")
    try:
        return model.model_validate(decoded)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidFieldError(field, f"{field}: {first['msg']}") from None


async def raw_body(request: Request, *, max_bytes: int) -> bytes:
    """The request's body as it came.

    Raises:
        TooLargeError: it is over `max_bytes`; noticed while reading.
    """
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared[:18]) > max_bytes:
        raise TooLargeError(_too_large(max_bytes))
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > max_bytes:
            raise TooLargeError(_too_large(max_bytes))
        pieces.append(piece)
    return b"".join(pieces)


def _too_large(max_bytes: int) -> str:
    return f"the request is larger than {max_bytes:,} bytes; send a shorter text"


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except UnicodeDecodeError:
        raise MalformedBodyError("the body is not UTF-8") from None
    except RecursionError:
        raise MalformedBodyError("the body is nested too deeply to be read") from None
    except ValueError as error:
        raise MalformedBodyError(f"the body is not JSON: {error}") from None


def check_text(value: Any, path: str, depth: int = 0) -> None:
    """Refuse text that no store or model can take: lone surrogates and NUL.

    Raises:
        InvalidFieldError: names the field.
        MalformedBodyError: the value is nested deeper than MAX_DEPTH.
    """
    if depth > MAX_DEPTH:
        raise MalformedBodyError(f"the body is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= c <= "\udfff" for c in value):
            raise InvalidFieldError(
                path,
                f"{path}: the text holds a broken character (a lone surrogate or NUL); paste it"
                " again as plain text",
            )
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            check_text(key, path or "body")
            check_text(inner, f"{path}.{key}"[:MAX_FAULT_CHARS] if path else key, depth + 1)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            check_text(inner, f"{path}[{index}]", depth + 1)


def options_schema(mode: Mode) -> dict[str, Any]:
    """The JSON Schema of a mode's options."""
    return {
        "type": "object",
        "properties": {name: dict(schema) for name, schema in mode.options.items()},
        "additionalProperties": False,
    }


def fields_schema(mode: Mode) -> dict[str, Any]:
    """The JSON Schema of a mode's text fields: label, help and limits."""
    return {
        "type": "object",
        "properties": {
            f.name: {
                "type": "string",
                "title": f.label,
                "description": f.help,
                "maxLength": f.max_chars,
                "x-placeholder": f.placeholder,
                "x-rows": f.rows,
            }
            for f in mode.fields
        },
    }


def checked_options(mode: Mode, given: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, each of the type and range that the mode declares.

    Raises:
        InvalidFieldError: names the option.
    """
    error = next(Draft202012Validator(options_schema(mode)).iter_errors(dict(given)), None)
    if error is None:
        return dict(given)
    path = ".".join(str(p) for p in error.absolute_path)
    field = f"options.{path}" if path else "options"
    raise InvalidFieldError(field, shortened(f"{field}: {error.message}"))


def shortened(fault: str) -> str:
    """A fault's words, cut where the value that they quote is long."""
    return fault if len(fault) <= MAX_FAULT_CHARS else fault[:MAX_FAULT_CHARS] + " …"


def with_defaults(mode: Mode, *given: Mapping[str, Any]) -> dict[str, Any]:
    """All options of a mode: its defaults, then each of `given` in turn."""
    options = {name: schema.get("default") for name, schema in mode.options.items()}
    for part in given:
        options |= part
    return options
