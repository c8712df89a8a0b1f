"""What stands in a text for a program instead of a reader: control marks, code, orders to a model.

Nobody tells a story or a design in it. It is passed over as if it were not there, so that it moves
no level, whether a full stop parts it from the sentence it stands in or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from server.judging.everyday import table
from server.judging.foreign import foreign_runs
from server.text import STOP_WORDS, Sentence, sentences, words

# Marks of chat templates, of templates for pages, and tags that would frame a prompt.
_MARK = re.compile(
    r"<\|[^|<>\n]{1,40}\|>|\[/?INST\]|<</?SYS>>|</?s>"
    r"|</?(?:text|input|instructions?|system|user|assistant|prompt|data|document)\b[^<>\n]{0,80}>"
    r"|<(\w+)\b[^<>\n]{0,200}>(?=[^<>]{1,400}</\1>)|</\w{1,40}>|</?\w{1,30}_\w{1,30}>"
    r"|\[/?[A-Z]{1,30}_[A-Z]{1,30}\]"
    r"|(?<!-)-{3,40} ?[A-Z][A-Z ]{4,40} ?-{3,}|'; [A-Z]{4,10} |; --[ \t]*$"
    r"|\brole: {0,4}(?:system|user|assistant)\b|(?<=\n)content: {0,4}"
    r"|<!--|-->|\{[%{#]|[%}#]\}|```|\b[0-9a-f]{8}>>>|<<<[0-9a-f]{8}\b"
    r'|"\}\]?,|"(?:role|content)": *"(?:[^"\n.!?]{0,300}["\n.!?])?'
)
# Code, encoded words, pictures, an object of keys, and marks that hide or turn what they hold.
_CODE = re.compile(
    r"!\[[^\]\n]{0,200}\]\([^)\s]{0,300}\)"
    r"|(?<![\w/+.-])(?=[A-Za-z0-9+/]{0,200}[A-Z])(?=[A-Za-z0-9+/]{0,200}\d)"
    r"[A-Za-z0-9+/]{20,400}={0,2}(?![\w/+=.-])"
    r"|\{\s*[\"'][^\n]{0,400}\}|\b(?=[a-f]*\d)[0-9a-f]{20,400}\b"
    r"|[\u202a-\u202e\u2066-\u2069\u200b\U000e0000-\U000e007f]"
)
_ASKS = (
    r"(?:(?:ignore|disregard|forget|override|bypass) (?:\w+ ){0,4}"
    r"(?:instructions?|rules?|prompts?|chapter|above|everything)"
    r"|(?:answer|reply|respond) (?:only |just )?(?:with|by) "
    r"(?:nothing|only|just|(?:the|a|one|a single) (?:capital|letter|line|name|number|poem|word)\b)"
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
# A made-up talk: who is said to speak, at the beginning of a line or of a sentence.
_SPEAKER = re.compile(
    r"(?:^|(?<=[.!?(\n\]] )|(?<=[(\n])|(?<=[\w%] )(?=(?-i:[A-Z])))"
    r"[ \t]{0,3}(?:#{1,4} ?|\*\*|\[)?"
    r"(?:(user|human|customer|candidate)|assistant|ai|system|developer|(?:chat)?bot|model|gpt)"
    r"(?:\*\*|\])? ?:",
    re.IGNORECASE | re.MULTILINE,
)
# Words about whoever reads as of a program, or of whoever writes as its master.
_TO_A_MODEL = re.compile(
    r"\byour (?:\w+ ){0,2}(?:prompts?|system message|instructions|training|guidelines|programming"
    r"|context window|knowledge cutoff|weights|sources|safeguards|restrictions)\b"
    r"|\byou (?:were|are|have been) (?:started|trained|programmed|instructed|prompted|configured)\b"
    r"|\b(?:maintenance|debug(?:ging)?|developer|admin|god|test) mode (?:is )?(?:now )?"
    r"(?:on|active|enabled|activated)\b"
    r"|\b(?:this is|i am|i'm) (?:the|your|an?) (?:\w+ )?"
    r"(?:developer|admin(?:istrator)?|operator|owner|creator|maker|maintainer|author|engineer) of "
    r"this (?:program|app|application|tool|assistant|bot|chat|model|software|service|system)\b"
    r"|\byou are (?:now )?(?:an?|the) (?:\w+ )?(?:assistant|ai|bot|chatbot|language model|model"
    r"|calculator|pirate|terminal|interpreter)\b",
    re.IGNORECASE,
)
# Words to or of whoever grades; where a full stop is missing, only `star_orders` parts them.
_OF_GRADES = re.compile(
    r"\b(?:beg|ask|urge|want|need|trust) you to (?:\w+ )?(?:rate|grade|score|mark|award|pass)\b"
    r"|\bthis (?:candidate|applicant|answer|story|response|text) (?:\w+ ){0,2}"
    r"(?:passe[sd]|deserves?|earn(?:s|ed)|scores?"
    r"|is (?:rated|graded|marked|outstanding|perfect))\b",
    re.IGNORECASE,
)
# Who a model is told to be, and what it is told to do behind a mark or an order.
_ROLE = re.compile(r"\byou are (?:now )?((?-i:[A-Z]\w{1,20}))\b", re.IGNORECASE)
_GOES_ON = re.compile(
    r"[\s)\]\"'.]{0,4}(?:now |then |and |instead,? |just |next,? |finally,? )?"
    r"(?:act|add|answer|append|be|begin|behave|call|cite|confirm|continue|decode|decrypt|describe"
    r"|do(?:n't)?"
    r"|end|explain|follow|forget|give|ignore|include|insert|list|mention|name|never|obey|output"
    r"|pretend|print|put|quote|recite|remember|repeat|replace|reply|report|respond|return|reveal"
    r"|say|show|speak|spell|start|state|stop|summari[sz]e|talk|tell|translate|use|write)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(r"\b(?:i|we|my|our|i'd|we'd|i'm|we're)\b", re.IGNORECASE)
_CAPITAL = re.compile(r"(?<=[\w%] )([A-Z][a-z]+)\b(?! [A-Z])")
_ENDS = re.compile(r"[.!?](?=[\s\")\]]|$)|\n|(?=\))")
TOLD_IN_ENGLISH = 3  # function words beside what is foreign; without them it is the text itself
MOST_CODE = 0.3  # of a sentence in which nobody tells of themselves
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
    found = (
        *_marked(text),
        *_coded(text),
        *told,
        *_foreign(text),
        *_talked(text),
        *_to_model(text, grades=orders),
    )
    for start, end in sorted(found):
        start, end = _bracketed(text, start, _gone_on(text, end))
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
    """Code and encoded words, with the sentence that is told for their sake."""
    hits = [(m.start(), m.end()) for m in _CODE.finditer(text)]
    yield from hits
    for one in sentences(text) if hits else ():
        begun = max(
            (_begun(text, one.start, a) for a, b in hits if one.start <= a < one.end), default=-1
        )
        if begun < 0 or not _GOES_ON.match(text, begun) or _TOLD.search(text, begun, one.end):
            continue
        held = sum(b - a for a, b in hits if begun <= a < one.end)
        if held >= MOST_CODE * (one.end - begun):
            yield begun, one.end


def _ordered(text: str) -> Iterator[tuple[int, int]]:
    """Sentences that begin as an order to a model does, from there to their end."""
    for hit in _ORDER.finditer(text):
        lead = len(hit.group()) - len(hit.group().lstrip())
        end = _ENDS.search(text, hit.end())
        yield hit.start() + lead, end.end() if end else len(text)


def _talked(text: str) -> Iterator[tuple[int, int]]:
    """From the first to the last line of a made-up talk, where a program takes part in it."""
    said = list(_SPEAKER.finditer(text))
    if len(said) > 1 and any(not m[1] for m in said):
        end = _ENDS.search(text, said[-1].end())
        yield said[0].start(), end.end() if end else len(text)


def _to_model(text: str, *, grades: bool) -> Iterator[tuple[int, int]]:
    """Sentences that speak to a program, or of the part that it is told to play."""
    roles = {m[1]: m.start() for m in _ROLE.finditer(text)}
    for one in sentences(text):
        name = one.text.split(None, 1)[0].rstrip(",:'’s")
        if roles.get(name, one.start) < one.start:
            yield roles[name], one.end
        elif hit := _spoken_to(text, one, grades=grades):
            end = _ENDS.search(text, hit.end())
            yield _begun(text, one.start, hit.start()), end.end() if end else len(text)


def _spoken_to(text: str, one: Sentence, *, grades: bool) -> re.Match[str] | None:
    """What in a sentence speaks to a program, or of grades; that in brackets in any case."""
    if hit := _TO_A_MODEL.search(text, one.start, one.end):
        return hit
    hit = _OF_GRADES.search(text, one.start, one.end)
    within = hit is not None and text.rfind("(", one.start, hit.start()) >= 0
    return hit if grades or within else None


def _begun(text: str, least: int, at: int) -> int:
    """Where what holds a place begins: its sentence, its bracket, or a capital that no name is."""
    least = max(least, text.rfind("(", least, at) + 1)
    least = max([least, *(m.end() for m in _MARK.finditer(text, least, at))])
    for hit in _CAPITAL.finditer(text, least):
        if hit.start(1) > at:
            break
        if hit[1].lower() in STOP_WORDS or table().find(hit[1]) >= 0:
            least = hit.start(1)
    return least


def _gone_on(text: str, end: int) -> int:
    """Where an aside ends with the orders right behind it, which nobody tells of themselves."""
    while (hit := _GOES_ON.match(text, end)) is not None:
        stop = _ENDS.search(text, hit.end())
        last = stop.end() if stop else len(text)
        if _TOLD.search(text, hit.end(), last):
            break
        end = last
    return end


def _foreign(text: str) -> Iterator[tuple[int, int]]:
    hits = [(m.start(), m.start() + len(m.group().rstrip())) for m in _OTHER_SCRIPT.finditer(text)]
    hits += foreign_runs(text)
    hits.sort()
    edges = [0, *(edge for hit in hits for edge in hit), len(text)]
    rest = " ".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))
    if hits and sum(w.lower() in STOP_WORDS for w in words(rest)) >= TOLD_IN_ENGLISH:
        yield from hits


def _bracketed(text: str, start: int, end: int) -> tuple[int, int]:
    """With the brackets or quotation marks around it, where they hold nothing else."""
    before, after = text[:start].rstrip(), text[end:].lstrip(" .")
    if before.endswith("(") and after.startswith(")"):
        return len(before) - 1, len(text) - len(after) + 1
    return start, end
