"""Form controls from a mode's options: JSON Schema in, what a page needs to draw out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]

# Up to this many choices lie open as radio buttons; more of them fold into a list.
MAX_RADIOS = 3

_LABELS = {
    "vp_product": "VP of Product",
    "engineering_leads": "Engineering leads",
    "data_team": "Data team",
    "technical_deep_dive": "Technical deep dive",
    "two_sentences": "Two sentences",
    "api": "API",
    "api_design": "API design",
    "tradeoffs": "Trade-offs",
    "wrap_up": "Wrap-up",
    "k": "Passages",
    "missing_situation": "The situation is missing",
    "missing_task": "The task is missing",
    "missing_action": "The action is missing",
    "missing_result": "The result is missing",
    "task_is_action": "The task is an action",
    "no_metric": "No number in the result",
    "team_not_I": "Told as “we”",
    "no_technical_specifics": "No technical specifics",
    "no_tradeoff": "No trade-off weighed",
    "no_learning": "No lesson told",
    "result_not_linked": "The result does not follow from the action",
    "not_a_story": "Not a story yet",
}


@dataclass(frozen=True)
class Option:
    """One choice of a control; `when` ("round=behavioral") says that it needs another's value."""

    value: str
    label: str
    when: str = ""
    chosen: bool = False


@dataclass(frozen=True)
class Control:
    """One input: `kind` is radio, select, checkboxes, lines, number, switch or text.

    `lines` is a list of free texts, one a line. `value` is the text of number, text and lines.
    """

    name: str
    kind: str
    label: str
    help: str
    nullable: bool
    options: tuple[Option, ...]
    value: str
    minimum: Any = None
    maximum: Any = None


def label_of(name: str, known: Mapping[str, str] = _LABELS) -> str:
    """A name of the API as people read it: ``system_design`` becomes "System design"."""
    return known.get(name) or _LABELS.get(name) or name.replace("_", " ").strip().capitalize()


def controls_for(
    options: Mapping[str, Schema],
    *,
    offered: Mapping[str, Sequence[Option]],
    chosen: Mapping[str, Any],
) -> list[Control]:
    """A control for each option that a form can hold, in the mode's order.

    `offered` are choices that the schema leaves to the study data, `chosen` the values that
    stand in place of the defaults. Options whose value is an object, and those with nothing to
    choose between, have no control.
    """
    controls = []
    for name, schema in options.items():
        if "object" in _types(schema) or len(offered.get(name, (1, 2))) < 2:
            continue
        value = chosen.get(name, schema.get("default"))
        controls.append(
            _control(name, schema, _offered(schema, offered.get(name, ()), value), value)
        )
    return controls


def _control(name: str, schema: Schema, choices: tuple[Option, ...], value: Any) -> Control:
    types = _types(schema)
    return Control(
        name=name,
        kind=_kind(types, choices),
        label=str(schema.get("title") or label_of(name)),
        help=str(schema.get("description", "")),
        nullable="null" in types,
        options=choices,
        value=_written(value),
        minimum=schema.get("minimum"),
        maximum=schema.get("maximum"),
    )


def _kind(types: set[str], choices: Sequence[Option]) -> str:
    if "array" in types:
        return "checkboxes" if choices else "lines"
    if choices:
        return "radio" if len(choices) <= MAX_RADIOS and "null" not in types else "select"
    if "boolean" in types:
        return "switch"
    return "number" if types & {"integer", "number"} else "text"


def _types(schema: Schema) -> set[str]:
    """The JSON types that a schema allows, whether as a list or as alternatives."""
    own = schema.get("type", [])
    types = {own} if isinstance(own, str) else set(own)
    for alternative in _alternatives(schema):
        types |= _types(alternative)
    return types


def _alternatives(schema: Schema) -> Sequence[Schema]:
    found: Sequence[Schema] = schema.get("anyOf") or schema.get("oneOf") or ()
    return found


def _offered(schema: Schema, given: Sequence[Option], value: Any) -> tuple[Option, ...]:
    wanted = {_written(v) for v in value} if isinstance(value, list | tuple) else {_written(value)}
    choices = given or [Option(v, label) for v, label in _values(schema)]
    return tuple(Option(o.value, o.label, o.when, o.value in wanted) for o in choices)


def _values(schema: Schema) -> list[tuple[str, str]]:
    """Values and labels that the schema itself lists, those of a list's items included."""
    if "enum" in schema:
        return [(str(v), label_of(str(v))) for v in schema["enum"] if v is not None]
    if "const" in schema:
        return [
            (
                str(schema["const"]),
                str(schema.get("title") or label_of(str(schema["const"]))),
            )
        ]
    inner = [*_alternatives(schema), *([schema["items"]] if "items" in schema else [])]
    return [pair for sub in inner for pair in _values(sub)]


def _written(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "\n".join(str(item) for item in value)
    return str(value)


def options_in(controls: Sequence[Control], form: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The options that a posted form holds, the inverse of `controls_for`.

    A form without any of the controls says nothing about the options. Values are of the
    control's type as far as they can be; what is still wrong, the mode's schema refuses.
    """
    if not any(control.name in form for control in controls):
        return {}
    read = {c.name: (c, _read(c, form.get(c.name, ()))) for c in controls}
    return {
        name: None if value in ("", []) and control.nullable else value
        for name, (control, value) in read.items()
        if value != "" or control.nullable
    }


def _read(control: Control, values: Sequence[str]) -> Any:
    if control.kind == "checkboxes":
        return list(values)
    if control.kind == "switch":
        return bool(values)
    text = values[-1].strip() if values else ""
    if control.kind == "lines":
        return [line.strip() for line in text.splitlines() if line.strip()]
    return _number(text) if control.kind == "number" else text


def _number(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
