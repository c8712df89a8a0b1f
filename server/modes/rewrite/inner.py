"""Part by part: what of a sentence a reader outside may see, where its meaning could be judged."""

from __future__ import annotations

import re
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any

from server.judging import insider
from server.judging.cutting import without_staff
from server.judging.insider import Part
from server.judging.names import names
from server.judging.omissions import (
    ASKED_INSIDE,
    asked_inside,
    is_protected,
    other_customer,
    sign_of_inside,
    staff,
)
from server.judging.reading import is_known
from server.judging.wholeness import TORN_END, half
from server.modes.rewrite.desk import Desk
from server.modes.rewrite.outside import INSIDE, LOOK
from server.records import Embed, Step


@dataclass(frozen=True)
class Bars:
    """From which odds on a part goes, or is shown.

    `free`: one without a fact; `sure`: one that denies something; `needed`: one with a date, an
    amount, an ask or a condition. `cued` and `needed_cued`: the same where a cue or a name of ours
    stands in it. From `named` on a name counts as another customer's, from `shown` on what stays
    is shown.
    """

    free: float
    sure: float
    needed: float
    cued: float
    needed_cued: float
    named: float
    shown: float


# Chosen on messages that the judge never saw in training (docs/rewrite.md): without what the
# language model made of the message, and with it, where parts are told better apart.
ALONE = Bars(0.33, 0.4, 0.5, 0.18, 0.25, 0.06, 0.15)
READ = Bars(0.2, 0.3, 0.7, 0.12, 0.4, 0.05, 0.1)
STAFF = "people on staff are not named to a customer"
_MIN_WORDS = 3
_LINK = re.compile(r"^(?:and|but|so|or|plus|though|also)\s+", re.IGNORECASE)
# A clause that hangs on the one before it.
_HANGS = re.compile(
    r"(?:which|who|whose|because|since|although|though|so that|where|whereas|despite|after which"
    r"|thanks to|due to)\b",
    re.IGNORECASE,
)
# A first clause of this kind leads nowhere when the one before it is gone; and what binds a claim.
_LEANS = re.compile(
    _HANGS.pattern + r"|(?:until|unless|if|as|when|while|before|after|that|for|to)\b", re.IGNORECASE
)
_CONDITION = re.compile(
    r"(?:if|when|unless|until|while|after|before|as|since|because|although|though|once|whenever)\b",
    re.IGNORECASE,
)
_BINDS = re.compile(
    r"\b(?:if|unless|only|provided|cannot|can not|can['’]t|until)\b"
    r"|(?:\bnot|n['’]t)\b[^.;]{0,20}\b(?:covered|included|part of|supported|guaranteed)\b",
    re.IGNORECASE,
)
# "no passwords or bank details": the end of a list that is denied as a whole.
_MOST_OF_A_LIST = 4  # words
_OF_A_LIST = re.compile(r"(?:or|nor)\b", re.IGNORECASE)
_DENIES = re.compile(r"\b(?:no|not|none|nobody|nothing|never|\w+n['’]t)\b", re.IGNORECASE)
Verdict = tuple["str | None", tuple[str, ...], "str | None"]


def read_parts(source: str, sentences: Sequence[str], desk: Desk) -> Generator[Step, Any, None]:
    """Puts the parts of every sentence on the desk; none where no embedding model answers."""
    own = [s for s in dict.fromkeys(sentences) if s.strip()]
    vectors = (yield Embed(insider.embedded_texts(own))) if own else None
    desk.parts.update(insider.odds_of(own, vectors, source, desk.reading))


def fit_by_parts(sentence: str, desk: Desk) -> Verdict:
    """What may stay of a sentence, the words in it that still must go, and the reason.

    None for what may stay when all of it goes.
    """
    parts = desk.parts[sentence]
    if len(parts) == 1 and len(sentence.split()) < _MIN_WORDS:
        return sentence, (), None
    if asked_inside(sentence):
        return None, (), f"{ASKED_INSIDE}; left out"
    goes = _with_whole_lists(sentence, parts, [_goes(sentence, p, desk) for p in parts])
    goes = _with_what_hangs(sentence, parts, goes)
    kept = [p for p, gone in zip(parts, goes, strict=True) if not gone]
    if not kept:
        return None, (), _reason(sentence, parts, goes, desk)
    text = _joined(sentence, parts, goes) if any(goes) else sentence
    if text is None:
        goes = _with_what_hangs(sentence, parts, goes, _LEANS)
        text = _joined(sentence, parts, goes)
    if text is None:
        return _torn(sentence, parts, goes, desk)
    named = without_staff(text, desk.lexicon, desk.addressed)
    reason = STAFF if named != text else None
    if any(p.odds >= _bars(desk).shown for p in kept):
        reason = LOOK
    if any(goes):
        reason = _reason(sentence, parts, goes, desk)
    return named, (), reason


def _goes(sentence: str, part: Part, desk: Desk) -> bool:
    words = sentence[part.start : part.end]
    if asked_inside(words):
        return True
    bars = _bars(desk)
    named = other_customer(words, sentence, desk.lexicon, desk.addressed)
    if named and part.odds >= bars.named:
        return True
    cue = sign_of_inside(words) or _staff(words, desk)
    if is_protected(words) or _BINDS.search(words):
        return part.odds >= (bars.needed_cued if cue else bars.needed)
    plain = bars.sure if _DENIES.search(words) else bars.free
    return part.odds >= (bars.cued if cue else plain)


def _bars(desk: Desk) -> Bars:
    return READ if is_known(desk.reading) else ALONE


def _staff(words: str, desk: Desk) -> bool:
    own = {word for name in desk.addressed for word in name.split()}
    return any(not own & set(n.text.split()) for n in staff(words, desk.lexicon))


def _with_whole_lists(sentence: str, parts: Sequence[Part], goes: Sequence[bool]) -> list[bool]:
    """What ends a list that is denied as a whole stays with the list."""
    out = list(goes)
    for n in range(1, len(parts)):
        words = sentence[parts[n].start : parts[n].end]
        ends = _OF_A_LIST.match(words) and len(words.split()) <= _MOST_OF_A_LIST
        denied = _DENIES.search(sentence, 0, parts[n].start)
        if out[n] and not out[n - 1] and ends and denied and not sign_of_inside(words):
            out[n] = False
    return out


def _with_what_hangs(
    sentence: str, parts: Sequence[Part], goes: Sequence[bool], how: re.Pattern[str] = _HANGS
) -> list[bool]:
    """A clause that hangs on one that goes, goes with it, unless it holds a fact."""
    out = list(goes)
    for n in range(1, len(parts)):
        hangs = how.match(sentence, parts[n].start)
        if out[n - 1] and hangs and not is_protected(sentence[parts[n].start : parts[n].end]):
            out[n] = True
    return out


def _loses_its_claim(sentence: str, parts: Sequence[Part], goes: Sequence[bool]) -> bool:
    """Whether a condition at the head, or the end of a list, would stay without what it is of."""
    for n in range(1, len(parts)):
        if goes[n - 1] and not goes[n] and _OF_A_LIST.match(sentence, parts[n].start):
            return True
    opens = not goes[0] and _CONDITION.match(sentence, parts[0].start)
    return bool(opens and len(parts) > 1 and goes[1])


def _joined(sentence: str, parts: Sequence[Part], goes: Sequence[bool]) -> str | None:
    """The parts that stay as one sentence; None where they make none."""
    if _loses_its_claim(sentence, parts, goes):
        return None
    out, last = "", -1
    for n, (part, gone) in enumerate(zip(parts, goes, strict=True)):
        if gone:
            continue
        words = sentence[part.start : part.end]
        if not out:
            first = _LINK.sub("", words) if n else words
            if n and _LEANS.match(first):
                return None
            out = first
        elif last == n - 1:
            out += sentence[parts[last].end : part.start] + words
        else:
            out = out.rstrip(" ,;:–—-") + _stop(sentence, parts[n - 1], words) + words.lstrip(" ,;")
        last = n
    text = out.rstrip(" ,;:–—-(")
    if text[-1:] not in ".!?":
        text += sentence.rstrip()[-1] if sentence.rstrip()[-1:] in ".!?" else "."
    text = text[:1].upper() + text[1:] if sentence[:1].isupper() else text
    return text if _is_whole(text, sentence, parts, goes) else None


def _is_whole(text: str, sentence: str, parts: Sequence[Part], goes: Sequence[bool]) -> bool:
    if len(text.split()) < _MIN_WORDS or text.count("(") != text.count(")"):
        return False
    gone = [sentence[p.start : p.end] for p, went in zip(parts, goes, strict=True) if went]
    if all(words.startswith("(") for words in gone):
        return True
    last = [p for p, went in zip(parts, goes, strict=True) if not went][-1]
    ended = sentence[last.end - 1] in ",;.!?)"
    return bool(ended or not TORN_END.search(text)) and not half(text, sentence)


def _stop(sentence: str, before: Part, words: str) -> str:
    """What stands between two parts when the one `before` the second goes."""
    stop = sentence[before.start : before.end].rstrip(")")[-1:]
    return "; " if stop == ";" else ", " if stop == "," or words[:1] == "," else " "


def _torn(sentence: str, parts: Sequence[Part], goes: Sequence[bool], desk: Desk) -> Verdict:
    """What becomes of a sentence of which no whole one would be left.

    Nothing of it where no fact would be lost. Else the model takes the words out; where what
    must go is not sure to be from inside, the sentence stays and is shown.
    """
    kept = " ".join(
        sentence[p.start : p.end] for p, gone in zip(parts, goes, strict=True) if not gone
    )
    reason = _reason(sentence, parts, goes, desk)
    if not is_protected(kept):
        return None, (), reason
    gone = [p for p, went in zip(parts, goes, strict=True) if went]
    if all(p.odds < _bars(desk).needed for p in gone) and not _names(gone, sentence, desk):
        return without_staff(sentence, desk.lexicon, desk.addressed), (), LOOK
    return sentence, tuple(sentence[p.start : p.end].strip(" ,;.") for p in gone), reason


def _names(parts: Sequence[Part], sentence: str, desk: Desk) -> bool:
    return any(
        other_customer(sentence[p.start : p.end], sentence, desk.lexicon, desk.addressed)
        or names(sentence[p.start : p.end], desk.lexicon)
        for p in parts
    )


def _reason(sentence: str, parts: Sequence[Part], goes: Sequence[bool], desk: Desk) -> str:
    for part, gone in zip(parts, goes, strict=True):
        words = sentence[part.start : part.end]
        named = gone and other_customer(words, sentence, desk.lexicon, desk.addressed)
        said = (named.reason if named else sign_of_inside(words)) if gone else None
        if said:
            return f"{said}; left out"
    return INSIDE
