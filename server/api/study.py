"""The chapter's three diagrams as pages to work with, and the way through its concepts.

All of it is in the HTML, works by links, `details` and plain forms, and needs no model. Words of
the chapter and words of ours are told apart on the page.
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, Literal
from urllib.parse import urlencode

import yaml
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.responses import Response

from server.api import growth, roadmap
from server.api.access import parts_of
from server.api.drawing import page
from server.config import ROOT
from server.text import sentences

router = APIRouter(prefix="/study", include_in_schema=False, default_response_class=HTMLResponse)

# The three diagrams: name in the address, title, what one does there.
TABLES = {
    "interview-framework": ("Interview framework", "Five rounds, each with questions to practise"),
    "roadmap": ("Dual-track roadmap", "Move work between quarters, and see what breaks"),
    "growth": ("Growth trajectory", "Find your level, and make a plan for a year"),
}
MAX_SIGNS = 100


@lru_cache
def material(name: str) -> dict[str, Any]:
    """The authored content of a page, `corpus/study/<name>.yaml`."""
    found: dict[str, Any] = yaml.safe_load((ROOT / "corpus" / "study" / f"{name}.yaml").read_text())
    return found


@lru_cache
def definitions() -> dict[str, str]:
    """Each concept with the sentence of the built-in chapter that says what it is."""
    text = (ROOT / "corpus" / "chapter.md").read_text()
    found = {}
    for concept in material("guide")["concepts"]:
        words = f"**{concept['name']}**".casefold()
        lines = (line for line in text.splitlines() if line.casefold().startswith(words))
        found[concept["name"]] = sentences(next(lines).replace("**", ""))[0].text
    return found


@router.get("")
async def guide(request: Request) -> HTMLResponse:
    """The ten concepts, the questions to check oneself, the plan and its habits."""
    chapter = parts_of(request).library.chapters()[0]["id"]
    return page(
        request,
        "study.html",
        guide=material("guide"),
        definitions=definitions(),
        tables=TABLES,
        chapter=chapter,
    )


@router.get("/flashcards.csv")
async def flashcards() -> Response:
    """The concepts as cards, front and back, for any program that reads CSV."""
    file = io.StringIO()
    csv.writer(file).writerows([("front", "back"), *definitions().items()])
    headers = {"Content-Disposition": 'attachment; filename="greenroom-flashcards.csv"'}
    return Response(file.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/interview-framework")
async def framework(
    request: Request, level: Literal["junior", "senior"] = "junior"
) -> HTMLResponse:
    """The five stages of an interview: how to prepare, questions, the pitfall and the way out."""
    data = material("framework")
    links = {
        question: "/interview?" + urlencode({"round": s["id"], "level": level, "prompt": question})
        for s in data["stages"]
        for question in s["questions"]
    }
    return page(request, "framework.html", data=data, level=level, practise=links)


@router.get("/roadmap")
async def roadmap_page(
    request: Request, view: Literal["all", "engineering"] = "all"
) -> HTMLResponse:
    """Two tracks over four quarters; the address holds what was moved."""
    data = material("roadmap")
    items = roadmap.placed(data, request.query_params)
    found = roadmap.effects(data, items)
    message = roadmap.slip(items, found)
    return page(
        request,
        "roadmap.html",
        data=data,
        items=items,
        effects=found,
        view=view,
        drawing=roadmap.drawn(items, found, len(data["quarters"])),
        tracks={k: v for k, v in roadmap.TRACKS.items() if view == "all" or k == "technical"},
        moved=any(i.quarter != i.planned for i in items),
        slip=message,
        explain="/rewrite?" + urlencode({"q": message}),
    )


@router.get("/growth")
async def growth_page(request: Request) -> HTMLResponse:
    """Five levels with their signs; the ticked ones are placed, and a plan is made of the rest."""
    have = request.query_params.getlist("have")[:MAX_SIGNS]
    levels = material("growth")["levels"]
    found = growth.placement(levels, have) if "placed" in request.query_params else None
    start = _start(request)
    return page(
        request,
        "growth.html",
        levels=levels,
        have=have,
        found=found,
        needed=growth.NEEDED,
        start=start,
        quarters=growth.plan(found, start) if found else [],
        hours=growth.HOURS_A_WEEK,
        file="/study/growth/plan.ics?"
        + urlencode([*(("have", h) for h in have), ("start", start)]),
    )


@router.get("/growth/plan.ics")
async def plan_file(request: Request) -> Response:
    """The plan for a calendar."""
    have = request.query_params.getlist("have")[:MAX_SIGNS]
    start = _start(request)
    quarters = growth.plan(growth.placement(material("growth")["levels"], have), start)
    headers = {"Content-Disposition": 'attachment; filename="greenroom-plan.ics"'}
    text = growth.calendar(quarters, start)
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


def _start(request: Request) -> date:
    """The day the plan begins: as asked for, or today."""
    try:
        day = date.fromisoformat(request.query_params.get("start", ""))
    except ValueError:
        return datetime.now(UTC).date()
    return day if 2000 <= day.year <= 2100 else datetime.now(UTC).date()
