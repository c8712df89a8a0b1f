"""Who a message can be for: the built-in audiences and the learner's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

import yaml
from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from starlette.responses import Response

from server.api.access import learner_of, parts_of
from server.api.decode import MAX_DEPTH, body_of, check_text, shortened
from server.errors import ConflictError, InvalidFieldError
from server.judging.audiences import HIDDEN_OUTSIDE

router = APIRouter(prefix="/api/audiences")

MAX_FILE_CHARS = 20_000
# The loader in C reads as the safe one does, and a hundred times as fast.
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Words = Annotated[str, StringConstraints(min_length=1, max_length=120, strip_whitespace=True)]
Need = Literal["decision_or_ask", "impact", "timeline", "risk"]
Hidden = Literal[
    "jargon",
    "opinions",
    "staff_names",
    "other_customers",
    "internal_causes",
    "internal_costs",
]


class NewAudience(BaseModel):
    """An audience as a learner describes it; what is left out is as for a plain reader inside."""

    model_config = ConfigDict(extra="forbid")
    title: Words = Field(max_length=60)
    cares_about: list[Words] = Field(default_factory=list, max_length=12)
    how: str = Field("", max_length=400)
    technical: bool = False
    outside: bool = False
    needs: list[Need] = ["decision_or_ask", "impact", "timeline"]
    opening: list[Need] = ["decision_or_ask", "impact"]
    must_not_see: list[Hidden] = ["jargon", "opinions"]
    known_terms: list[Words] = Field(default_factory=list, max_length=200)
    tone: str = Field("", max_length=60)
    length: Literal["two_sentences", "short", "full"] = "full"


@router.get("")
async def list_audiences(request: Request) -> list[dict[str, Any]]:
    """The built-in audiences, then the learner's own in the order of adding."""
    parts = parts_of(request)
    own = await parts.store.audiences.all(learner_of(request))
    return [audience_json(id, row) for id, row in {**parts.study["audiences"], **own}.items()]


@router.post("", status_code=201)
async def add_audience(request: Request) -> dict[str, Any]:
    """Describe an audience, by fields or as `{"file": ".."}` with the same fields in YAML."""
    limit = parts_of(request).settings.max_body_bytes
    raw = await body_of(request, Anything, max_bytes=limit)
    given = dict(raw.model_extra or {})
    if set(given) == {"file"} and isinstance(given["file"], str):
        given = fields_in(given["file"])
    return await added(request, given)


@router.delete("/{id}", status_code=204)
async def delete_audience(request: Request, id: str) -> Response:
    """Remove one of the learner's own; the built-in ones stay."""
    parts = parts_of(request)
    if id in parts.study["audiences"]:
        raise ConflictError(f"{id} is built in and stays; only your own audiences can be deleted")
    await parts.store.audiences.delete(learner_of(request), id)
    return Response(status_code=204)


class Anything(BaseModel):
    """A JSON object of any fields; they are looked at later."""

    model_config = ConfigDict(extra="allow")


async def added(request: Request, given: Mapping[str, Any]) -> dict[str, Any]:
    """A described audience, checked and kept.

    Raises:
        InvalidFieldError: a field is unknown, missing or of a wrong kind; names it.
        ConflictError: there is one of this title.
    """
    try:
        new = NewAudience.model_validate(dict(given))
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        field = ".".join(str(part) for part in first["loc"])
        raise InvalidFieldError(field, f"{field}: {first['msg']}") from None
    parts = parts_of(request)
    id = _slug(new.title)
    if id in parts.study["audiences"]:
        raise ConflictError(f"{new.title!r} is the name of a built-in audience; choose another")
    row = new.model_dump(exclude={"outside"})
    if new.outside:
        row["must_not_see"] = list(HIDDEN_OUTSIDE)
    await parts.store.audiences.add(learner_of(request), id, row)
    return audience_json(id, row | {"own": True})


def fields_in(text: str) -> dict[str, Any]:
    """The fields of an audience file.

    Raises:
        InvalidFieldError: it is no YAML mapping.
    """
    if len(text) > MAX_FILE_CHARS:
        most = f"{MAX_FILE_CHARS:,}"
        raise InvalidFieldError("file", f"file: {len(text):,} characters; at most {most} are read")
    try:
        found = _loaded(text)
    # A date that does not exist is a ValueError of the loader, endless nesting a RecursionError.
    except (yaml.YAMLError, ValueError, TypeError, LookupError, AttributeError) as error:
        why = shortened(str(error).split("\n")[0])
        raise InvalidFieldError("file", f"file: it is no YAML that is read here ({why})") from None
    if not isinstance(found, dict):
        raise InvalidFieldError("file", "file: write one field a line, such as `title: Board`")
    check_text(found, "file")
    return {str(k): v for k, v in found.items()}


def _loaded(text: str) -> Any:
    """The value in a YAML text without aliases, by which a few lines can name a billion words.

    Nesting is counted before anything is built: the builder goes down into it.
    """
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        if isinstance(event, yaml.AliasEvent):
            raise ValueError("it uses *aliases; write each value out")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH:
            raise ValueError("it is nested too deeply")
    return yaml.load(text, Loader=_Loader)


def audience_json(id: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """An audience of the contract; `from_chapter` names the heading it is cited from."""
    names = (*NewAudience.model_fields, "from_chapter")
    shown = {name: row.get(name) for name in names if name != "outside"}
    return {"id": id, "origin": "own" if row.get("own") else "built-in", **shown}


def _slug(title: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")[:60]
    if not slug:
        raise InvalidFieldError("title", "title: it needs a letter or a digit")
    return slug
