"""What stands in a text for a program instead of a reader: control marks, code, orders to a model.

Nobody tells a story or a design in it. It is passed over as if it were not there, so that it moves
no level, whether a full stop parts it from the sentence it stands in or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Marks of chat templates, of templates for pages, and tags that would frame a prompt.
_MARK = re.compile(
    r"<\|[^|<>\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?s>"
    r"|</?(?:text|input|instructions?|system|user|assistant|prompt|data|document)\b[^<>\n]{0,80}>"
    r"|<!--|-->|\{[%{#]|[%}#]\}|```|\b[0-9a-f]{8}>>>|<<<[0-9a-f]{8}\b"
    r'|"\}\]?,|"(?:role|content)": *"'
)
# Code, encoded words, pictures, an object of keys, and marks that hide or turn what they hold.
_CODE = re.compile(
    r"!\[[^\]\n]{0,200}\]\([^)\s]{0,300}\)"
    r"|(?<![\w/+.-])(?=[A-Za-z0-9+/]{0,200}[A-Z])(?=[A-Za-z0-9+/]{0,200}\d)"
    r"[A-Za-z0-9+/]{20,400}={0,2}(?![\w/+=.-])"
    r"|\{\s*\"[^{}\n]{0,400}\}"
    r"|[\u202a-\u202e\u2066-\u2069\u200b\U000e0000-\U000e007f]"
)
_ASKS = (
    r"(?:(?:ignore|disregard|forget|override|bypass) (?:\w+ ){0,4}"
    r"(?:instructions?|rules?|prompts?|chapter|above|everything)"
    r"|(?:answer|reply|respond) (?:only |just )?(?:with|by) (?:nothing|only|just|the|a|one)"
    r"|(?:reveal|print|show|output|leak|repeat) (?:\w+ ){0,3}"
    r"(?:prompt|api key|environment|instructions|word|text above)"
    r"|(?:write|translate) (?:everything|all of it|(?:your|the) (?:whole )?(?:answer|text))"
    r"|call the tool|decode this|cite passage|from now on"
    r"|you are (?:now |[\w ]{1,30} now\b|DAN\b)|read this in|"
    r"(?:leave out|remove|change|double|put) (?:all|every)\b"
    r"|vergiss (?:alle|alles)|ignorier\w* (?:alle|alles)|bewerte (?:jede|alle|mich)"
    r"|(?:olvida|ignora) (?:todas?|todo|lo)|ignore[zs]? tou[ts]|oublie[zs]? tou[ts]"
    r"|(?:esqueça|ignore) (?:todas?|tudo)|dimentica (?:tutt[eio]|le)|zignoruj|önceki bütün)"
)
_ORDER = re.compile(
    r"(?:(?<=[.!?:;(\[\n\"'])[ \t]{0,3}|^[ \t]{0,3}|(?<=\w)[ \t](?=(?-i:[A-ZÖ])))"
    rf"(?:please |now |bitte |system: ?){{0,3}}{_ASKS}",
    re.IGNORECASE | re.MULTILINE,
)
_BEGINS = re.compile(rf"\W{{0,4}}(?:please |now |bitte |system: ?){{0,3}}{_ASKS}", re.IGNORECASE)
# Letters of scripts that no English text is told in.
_OTHER_SCRIPT = re.compile(
    r"[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufaff\ufe70-\ufeff]"
    r"[\u0370-\u1fff\u2e80-\ud7ff\uf900-\ufaff\ufe70-\ufeff\s\u3000-\u303f\uff00-\uffef،.,!?-]*"
)
_ENDS = re.compile(r"[.!?](?=[\s\")\]]|$)|\n|(?=\))")
MOST_FOREIGN = 0.5  # of a text's letters; one that is told in another script is no aside
MARKS_APART = 200  # characters between two marks that frame one thing


@dataclass(frozen=True)
class Aside:
    """A stretch of a text that is for a program; `start` and `end` are offsets, end exclusive."""

    start: int
    end: int


def asides(text: str, *, orders: bool = True) -> list[Aside]:
    """The stretches of a text that are for a program, in order, none overlapping or touching.

    Without `orders`, of the orders only those that stand in brackets: whoever finds out where
    the others end wants to do so alone (`begins_an_order` tells where they begin).
    """
    out: list[Aside] = []
    told = [o for o in _ordered(text) if orders or text[: o[0]].rstrip().endswith("(")]
    for start, end in sorted((*_marked(text), *_coded(text), *told, *_foreign(text))):
        start, end = _bracketed(text, start, end)
        if out and start <= out[-1].end:
            out[-1] = Aside(out[-1].start, max(end, out[-1].end))
        elif end > start:
            out.append(Aside(start, end))
    return out


def begins_an_order(text: str) -> re.Match[str] | None:
    """The first words of a text where they order a model about."""
    return _BEGINS.match(text)


def _marked(text: str) -> Iterator[tuple[int, int]]:
    """From mark to mark where they stand near each other: what is framed goes with its frame."""
    first = last = None
    for mark in _MARK.finditer(text):
        if last is not None and first is not None and mark.start() - last <= MARKS_APART:
            last = mark.end()
            continue
        if first is not None and last is not None:
            yield first, last
        first, last = mark.start(), mark.end()
    if first is not None and last is not None:
        yield first, last


def _coded(text: str) -> Iterator[tuple[int, int]]:
    yield from ((m.start(), m.end()) for m in _CODE.finditer(text))


def _ordered(text: str) -> Iterator[tuple[int, int]]:
    """Sentences that begin as an order to a model does, from there to their end."""
    for hit in _ORDER.finditer(text):
        lead = len(hit.group()) - len(hit.group().lstrip())
        end = _ENDS.search(text, hit.end())
        yield hit.start() + lead, end.end() if end else len(text)


def _foreign(text: str) -> Iterator[tuple[int, int]]:
    hits = [(m.start(), m.start() + len(m.group().rstrip())) for m in _OTHER_SCRIPT.finditer(text)]
    letters = sum(c.isalpha() for c in text)
    foreign = sum(c.isalpha() for start, end in hits for c in text[start:end])
    if foreign < MOST_FOREIGN * letters:
        yield from hits


def _bracketed(text: str, start: int, end: int) -> tuple[int, int]:
    """With the brackets or quotation marks around it, where they hold nothing else."""
    before, after = text[:start].rstrip(), text[end:].lstrip(" .")
    if before.endswith("(") and after.startswith(")"):
        return len(before) - 1, len(text) - len(after) + 1
    return start, end
