"""Pages drawn from their templates, and what each of them is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import ChainableUndefined, Environment, FileSystemLoader, StrictUndefined
from jinja2.utils import missing

from server.api.access import learner_of, parts_of
from server.api.forms import Control, Option, controls_for, label_of
from server.api.setup import Plan, plans
from server.api.sources import about
from server.api.views import FATES, FILTERS, STAR_LETTERS, STAR_LEVELS
from server.config import ROOT
from server.errors import NotFoundError
from server.judging.sketch import newest_sketch
from server.modes.interview.grading import LEVELS
from server.records import Mode

# The order of the jobs on the page; modes not named here follow in alphabetical order.
JOB_NAMES = {"ask": "Ask", "rewrite": "Rewrite", "star": "STAR", "interview": "Interview"}
JOB_ORDER = tuple(JOB_NAMES)
# What the message box is called once a session has begun.
NEXT_MESSAGE = {
    "ask": "Your next question",
    "rewrite": "What should change?",
    "star": "Tell the story again",
    "interview": "Your answer",
}
# Options with a place of their own beside the message, while a session goes on.
DESK = ("notes", "sketch")
# A page with more turns than this opens too slowly; the earlier ones stand behind a link.
TURNS_SHOWN = 60
# What else belongs to a job, by address.
DOORS = {
    "ask": {"/chapters": "The chapters", "/study": "Study guide"},
    "rewrite": {
        "/rewrite/check": "Check a rewrite of your own",
        "/rewrite/audiences": "Audiences, and describe another",
    },
    "star": {"/stories": "My stories, and what they cover"},
    "interview": {"/study/interview-framework": "The five rounds, and how to prepare"},
}
# The actions that have a button, and its words.
ACTIONS = {
    "new": "Start over with this text",
    "answer": "Add as answer",
    "hint": "Hint (noted)",
    "skip": "Skip",
    "next_phase": "Next phase",
    "pause": "Pause",
    "resume": "Resume",
    "extend": "5 min more",
    "finish": "Finish",
}
# As much of a button's words as a narrow screen has room for; its name stays whole.
SHORTER = {"new": "Start over", "hint": "Hint"}


def _action_words(action: str) -> str:
    return "Scored again with my own labels" if action == "retag" else label_of(action, ACTIONS)


class Absent(ChainableUndefined):
    """A name that a template uses must be given; a member that a result lacks is empty.

    Results are what modes make, some of them shown before they are whole.
    """

    def __new__(cls, hint: str | None = None, obj: Any = missing, **rest: Any) -> Any:
        """Strict for a name, lenient for a member of `obj`."""
        return StrictUndefined(hint, obj, **rest) if obj is missing else super().__new__(cls)


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "web" / "pages"),
        autoescape=True,
        undefined=Absent,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(FILTERS, label=label_of, action_words=_action_words)
    environment.globals.update(
        doors=DOORS,
        fates=FATES,
        job_names=JOB_NAMES,
        star_letters=STAR_LETTERS,
        star_levels=STAR_LEVELS,
        card_levels=LEVELS,
    )
    return environment


_TEMPLATES = _environment()


@dataclass(frozen=True)
class Filled:
    """What stands in a form when its page opens, and why it came back if it was refused."""

    message: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""


def chat_page(
    request: Request,
    mode: Mode,
    *,
    session: dict[str, Any] | None = None,
    filled: Filled | None = None,
    status: int = 200,
) -> HTMLResponse:
    """The page of a conversation, begun or not, its form filled in."""
    filled = filled or (Filled() if session else _from_address(request, mode))
    chosen = {**(session["options"] if session else {}), **on_desk(session), **filled.options}
    controls = option_controls(request, mode, chosen)
    return page(
        request,
        "chat.html",
        status=status,
        mode=mode,
        session=session,
        controls=[c for c in controls if c.name not in DESK],
        desk={c.name: c for c in controls if c.name in DESK},
        plans=_plans(request, mode, chosen) if session is None else [],
        filled=filled,
        client_id=token_hex(16),
        earlier=_earlier(request, session),
        next_message=NEXT_MESSAGE.get(mode.name, "Your next message"),
        shorter=SHORTER,
        actions={name: _action_words(name) for name in mode.actions if name in ACTIONS},
        state={
            "mode": mode.name,
            "opens": mode.opens,
            "silence": mode.silence,
            "needs_model": mode.needs_model,
            "examples": [dict(e) for e in mode.examples],
            "session": session and {k: session[k] for k in ("id", "options", "status")},
            "turns": len(session["turns"]) if session else 0,
        },
    )


def _plans(request: Request, mode: Mode, chosen: Mapping[str, Any]) -> list[Plan]:
    """The phases of every round, for the minutes chosen; none in modes without a clock."""
    schema = mode.options.get("minutes")
    if schema is None:
        return []
    asked = str(chosen.get("minutes", ""))
    minutes = int(asked[:3]) if asked.isascii() and asked.isdigit() else schema["default"]
    fits = schema["minimum"] <= minutes <= schema["maximum"]
    return plans(parts_of(request).study["problems"], minutes if fits else schema["default"])


def on_desk(session: Mapping[str, Any] | None) -> dict[str, Any]:
    """What lies on the desk of an interview: the notes last sent, the newest sketch."""
    turns = session["turns"] if session else ()
    if not turns or "sketch" not in turns[-1]["options"]:
        return {}
    drawn = newest_sketch(t["message"] for t in turns)
    return {"notes": turns[-1]["options"].get("notes", []), "sketch": drawn.splitlines()}


def _earlier(request: Request, session: dict[str, Any] | None) -> int:
    """How many turns of a long session are not shown until they are asked for."""
    if session is None or "whole" in request.query_params:
        return 0
    return max(0, len(session["turns"]) - TURNS_SHOWN)


def option_controls(request: Request, mode: Mode, chosen: Mapping[str, Any]) -> list[Control]:
    """The option controls; choices that only the study data knows are filled in."""
    parts = parts_of(request)
    audiences = {**parts.study["audiences"], **getattr(request.state, "audiences", {})}
    problems = [Option(p["id"], p["title"], f"round={p['round']}") for p in parts.problems]
    offered = {
        "audiences": [Option(i, a["title"]) for i, a in audiences.items()],
        "chapters": [
            Option(c["id"], c["title"]) for c in parts.library.chapters(learner_of(request))
        ],
        "problem": [Option("", "One not done yet"), *problems],
    }
    return controls_for(mode.options, offered=offered, chosen=chosen)


def _from_address(request: Request, mode: Mode) -> Filled:
    """What the address fills in: an example, a section to ask about, or words as they are."""
    asked = request.query_params
    number = asked.get("example", "")
    if number.isascii() and number.isdigit() and int(number[:3]) < len(mode.examples):
        example = mode.examples[int(number[:3])]
        return Filled(example.get("message", ""), example.get("options", {}))
    if "section" in asked:
        return _about_section(request, asked.get("chapter", ""), asked["section"])
    words = asked.get("q", "")[: min((f.max_chars for f in mode.fields), default=0)]
    return Filled(words, {name: asked[name] for name in mode.options if name in asked})


def _about_section(request: Request, chapter_id: str, section_id: str) -> Filled:
    """A question about a section, asked of its chapter alone where there are several."""
    chapters = parts_of(request).library.chapters(learner_of(request))
    for chapter in (c for c in chapters if c["id"] == chapter_id):
        for section in (s for s in chapter["sections"] if s["id"] == section_id):
            options = {"chapters": [chapter_id]} if len(chapters) > 1 else {}
            title = section["heading_path"][-1].removeprefix("Diagram: ")
            return Filled(about(title), options)
    return Filled()


def _jobs(modes: Mapping[str, Mode]) -> list[tuple[str, Mode]]:
    """Short name and mode of each job, in the page's order."""
    rank = {name: place for place, name in enumerate(JOB_ORDER)}
    ordered = sorted(modes.values(), key=lambda m: (rank.get(m.name, len(rank)), m.name))
    return [(JOB_NAMES.get(m.name, m.title), m) for m in ordered]


def missing_page(request: Request, detail: str) -> HTMLResponse:
    """The page of an address that leads nowhere."""
    return page(request, "missing.html", status=404, detail=detail)


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A template with what every page needs: jobs, chapters, the model's state."""
    parts = parts_of(request)
    html = _TEMPLATES.get_template(template).render(
        jobs=_jobs(parts.modes),
        chapters=parts.library.chapters(),
        readiness=parts.readiness(),
        path=request.url.path,
        stands=lambda passage: _stands(request, passage),
        **values,
    )
    return HTMLResponse(html, status_code=status, headers={"Cache-Control": "no-store"})


def _stands(request: Request, passage: Mapping[str, Any]) -> bool:
    """Whether a stored answer's passage is still in its chapter, word for word.

    A passage's id is a digest of its text, so a changed passage is another one.
    """
    chapter = str(passage.get("chapter") or passage["href"].split("#")[0].rpartition("/")[2])
    try:
        parts_of(request).library.passage(chapter, passage["id"], learner_of(request))
    except NotFoundError:
        return False
    return True
