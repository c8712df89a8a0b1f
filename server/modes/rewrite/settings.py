"""What the learner asked for: the options, and every instruction given since the source."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from server.judging.lexicon import words_pattern
from server.judging.splitting import plain_sentences
from server.records import Fields, History

Length = str  # "two_sentences", "short" or "full"

_LENGTHS = {
    "two_sentences": r"(?:in |to )?(?:two|2)[- ]sentences?|two[- ]sentence (?:rule|version)",
    "short": r"(?:make (?:it|this|them) )?(?:much |a (?:bit|little) )?shorter|shorten(?: it| this)?"
    r"|too long|more (?:concise|brief)|(?:make it |keep it )?(?:brief|short|concise)|cut it down",
    "full": r"(?:make it )?longer|full(?: version| length)?|everything|in full|more detail",
}
_FULL_MATCH = {
    n: re.compile(rf"(?:please\s+)?(?:{p})(?:\s+please)?", re.IGNORECASE)
    for n, p in _LENGTHS.items()
}
_TONES = {
    "less_formal": r"(?:a (?:bit|little) )?(?:less formal|more"
    " (?:informal|casual|relaxed|friendly))"
    r"|(?:in)?formal less|warmer|friendlier|casual",
    "more_formal": r"(?:a (?:bit|little) )?(?:more formal|less (?:informal|casual))|formal(?:ly)?",
    "": r"(?:as|the) (?:formal|casual) as (?:before|it was)|(?:my|the) own tone|undo the tone",
}
_TONE_MATCH = {
    n: re.compile(rf"(?:make (?:it|this|them) |sound )?(?:{p})", re.IGNORECASE)
    for n, p in _TONES.items()
}
_UNDO = re.compile(
    r"(?:undo|put back|restore|take back)(?: the change (?:in|of|to))?\s*:?\s+[\"“'‘]?(?P<what>.+?)"
    r"[\"”'’]?",
    re.IGNORECASE | re.DOTALL,
)
_HIDE = re.compile(
    r"(?:please\s+)?(?:leave out|without|remove|hide|drop|omit|don['’]?t mention|do not mention|no"
    r" mention of|take out|cut)\s+(?:the\s+|any\s+|all\s+)?(?P<what>.+)",
    re.IGNORECASE,
)
_KEEP = re.compile(
    r"(?:please\s+)?(?:keep|leave)\s+(?:the (?:word|term)s?\s+)?(?P<what>.+?)(?:\s+in)?",
    re.IGNORECASE,
)
_ADD = re.compile(
    r"(?:please\s+)?(?:add|also (?:say|mention|add)|mention)(?::\s*|\s+)(?:that\s+)?(?P<what>.+)",
    re.IGNORECASE,
)
_ASK_FIRST = re.compile(
    r"(?:put\s+|with\s+)?(?:the\s+)?(?:ask|decision|recommendation|request)\s+(?:first|at the top)"
    r"|(?:start|begin|open|lead) with the (?:ask|decision|recommendation|request)",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?:now\s+|also\s+|and\s+|please\s+|only\s+|just\s+|rewrite(?: it)?\s+|(?:do |write "
    r"|make )?it\s+"
    r"|same\s+|a version\s+|one\s+)*(?:for|to)\s+(?:the\s+|our\s+|my\s+|a\s+)?(?P<who>.+)",
    re.IGNORECASE,
)
_ALIASES = {
    "executive": "executives", "exec": "executives", "execs": "executives", "ceo": "executives",
    "leadership": "executives", "leads": "engineering_leads",
    "engineering lead": "engineering_leads",
    "tech leads": "engineering_leads", "designer": "designers", "design": "designers",
    "sales team": "sales", "sales people": "sales", "data": "data_team", "data people": "data_team",
    "marketing team": "marketing", "vp": "vp_product", "vp of product": "vp_product",
    "vp product": "vp_product", "customer": "key_customer", "customers": "key_customer",
    "client": "key_customer", "engineers": "engineering_team", "engineering": "engineering_team",
    "team": "engineering_team", "the engineers": "engineering_team",
}  # fmt: skip


_POLITE = re.compile(
    r"^(?:(?:ok(?:ay)?|now|then|please|thanks|and)[,.]?\s+|(?:can|could|would) you (?:please )?"
    r"|i(?:['’]d| would) like (?:it |you to )?|let['’]s )+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Settings:
    """How to rewrite. `added` are the learner's new facts; `refused` what could not be done.

    `undone` are sentences of the source that shall stand as they were; `tone` is "less_formal",
    "more_formal" or "" for the learner's own.
    """

    audiences: tuple[str, ...]
    length: Length = "full"
    confidential: tuple[str, ...] = ()
    known_terms: tuple[str, ...] = ()
    ask_first: bool = False
    added: tuple[str, ...] = ()
    tone: str = ""
    undone: tuple[str, ...] = ()
    applied: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class Job:
    """The text to rewrite and how; `source` is "" when there is none yet."""

    source: str
    settings: Settings
    instructions: tuple[str, ...] = field(default=())


def job(fields: Fields, history: History, known: Mapping[str, Any]) -> Job:
    """The source and the settings of this turn, from the session's turns in order.

    The first message after the start, or after the last `new`, is the source; the later ones
    are instructions, applied one after the other on top of this turn's options.
    """
    told = [(t.action, t.message) for t in history.turns] + [(fields.action, fields.message)]
    starts = [i for i, (action, _) in enumerate(told) if action == "new"]
    messages = [m.strip() for _, m in told[starts[-1] if starts else 0 :]]
    messages = [m for m in messages if m]
    settings = settings_from(fields.options)
    for instruction in messages[1:]:
        settings = instructed(settings, instruction, known, messages[0])
    return Job(messages[0] if messages else "", settings, tuple(messages[1:]))


def settings_from(options: Mapping[str, Any]) -> Settings:
    """The settings that the options alone give; audiences each once, in order."""
    return Settings(
        audiences=tuple(dict.fromkeys(options.get("audiences") or ["executives"])),
        length=str(options.get("length", "full")),
        confidential=tuple(c.strip() for c in options.get("confidential") or () if c.strip()),
    )


def instructed(
    settings: Settings, instruction: str, known: Mapping[str, Any], source: str
) -> Settings:
    """The settings after one more instruction on `source`.

    `applied` and `refused` speak of this instruction alone.
    """
    out = replace(settings, applied=(), refused=())
    for part in _parts(instruction):
        changed = _one(out, part, known, source)
        if changed is None:
            out = replace(out, refused=(*out.refused, part))
        else:
            out = replace(changed, applied=(*out.applied, part))
    return out


def _parts(instruction: str) -> list[str]:
    if _UNDO.fullmatch(instruction.strip()):
        return [instruction.strip()]
    if _ADD.fullmatch(instruction.strip().rstrip(".")):
        return [instruction.strip().rstrip(".")]
    pieces = re.split(
        r"(?:[.;\n]+|,)(?:\s+|$)(?:and\s+)?|\s+and\s+(?=(?:leave|without|remove|hide|drop|don"
        r"|keep|put|for|make|shorter|add)\b)",
        instruction,
    )
    bare = (_POLITE.sub("", p.strip(" !?.")).strip() for p in pieces)
    return [p for p in (re.sub(r"\s*\bplease$", "", b) for b in bare) if p]


def _one(settings: Settings, part: str, known: Mapping[str, Any], source: str) -> Settings | None:
    for length, pattern in _FULL_MATCH.items():
        if pattern.fullmatch(part):
            shorter = length == "short" and settings.length == "short" and "shorter" in part.lower()
            return replace(settings, length="two_sentences" if shorter else length)
    for tone, pattern in _TONE_MATCH.items():
        if pattern.fullmatch(part):
            return replace(settings, tone=tone)
    hit = _UNDO.fullmatch(part)
    if hit:
        found = _sentences_with(hit["what"], source)
        return replace(settings, undone=(*settings.undone, *found)) if found else None
    if _ASK_FIRST.fullmatch(part):
        return replace(settings, ask_first=True)
    hit = _FOR.fullmatch(part)
    if hit:
        return _for_audiences(settings, part, hit["who"], known)
    return _on_words(settings, part, source)


def _on_words(settings: Settings, part: str, source: str) -> Settings | None:
    hit = _HIDE.fullmatch(part)
    if hit:
        hidden = _found(hit["what"], source)
        return replace(settings, confidential=(*settings.confidential, *hidden)) if hidden else None
    hit = _KEEP.fullmatch(part)
    if hit and len(hit["what"].split()) <= 4:
        word = _bare(hit["what"])
        left = tuple(c for c in settings.confidential if c.lower() != word.lower())
        return replace(settings, known_terms=(*settings.known_terms, word), confidential=left)
    hit = _ADD.fullmatch(part)
    if hit and len(hit["what"].split()) >= 2:
        sentence = hit["what"][0].upper() + hit["what"][1:].rstrip(".") + "."
        return replace(settings, added=(*settings.added, sentence))
    return None


def _sentences_with(what: str, source: str) -> list[str]:
    """The sentences of the source that hold the words, as they stand there."""
    wanted = " ".join(what.lower().split()).strip(" .")
    found = [s.text for s in plain_sentences(source)]
    return [s for s in found if len(wanted) > 2 and wanted in " ".join(s.lower().split())]


def _found(what: str, source: str) -> list[str]:
    """The words to leave out that the source holds, as one phrase or as a list."""
    whole = _bare(what)
    for wanted in ([whole], [_bare(w) for w in re.split(r",\s+|\s+and\s+", whole)]):
        found = [w for w in wanted if w and words_pattern([w]).search(source)]
        if len(found) == len(wanted):
            return found
    return []


def _bare(words: str) -> str:
    bare = re.sub(r"^(?:the|any|our|all)\s+", "", words.strip(" \"'“”‘’.`"), flags=re.IGNORECASE)
    return re.sub(r"\s+(?:parts?|bits?|sentences?|paragraph|line)$", "", bare, flags=re.IGNORECASE)


def _for_audiences(
    settings: Settings, part: str, who: str, known: Mapping[str, Any]
) -> Settings | None:
    wanted = re.split(r"\s*(?:,|&|\band\b)\s*(?:for\s+)?(?:the\s+)?", who.strip(" .!"))
    ids = [_audience_id(w, known) for w in wanted if w]
    if not ids or None in ids:
        return None
    found = [i for i in ids if i]
    if re.match(r"\s*also\b", part, re.IGNORECASE):
        found = [*settings.audiences, *found]
    return replace(settings, audiences=tuple(dict.fromkeys(found)))


def _audience_id(words: str, known: Mapping[str, Any]) -> str | None:
    flat = re.sub(r"^(?:an?|the|our|my)\s+", "", words.strip().lower())
    for id, row in known.items():
        if flat in (id, id.replace("_", " "), str(row.get("title", "")).lower()):
            return id
    alias = _ALIASES.get(flat)
    return alias if alias in known else None


def unknown_audiences(wanted: Sequence[str], known: Mapping[str, Any]) -> list[str]:
    """The ids that name no audience, in order."""
    return [id for id in wanted if id not in known]
