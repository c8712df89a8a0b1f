"""What must not reach a reader: which sentences, clauses and names go, and the reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from server.judging import address_cues
from server.judging import omission_cues as cues
from server.judging.audiences import Audience
from server.judging.facts import quantities
from server.judging.inside import inside
from server.judging.lexicon import Lexicon, words_pattern
from server.judging.names import COMPANY_ENDS, Name, names
from server.judging.needs import roles
from server.judging.splitting import plain_sentences


@dataclass(frozen=True)
class Omission:
    """Something that must go; `what` is the words, `reason` is shown to the learner.

    `onwards`: what follows it in the sentence goes too; `about_others`: where no clause can be cut
    out, the whole sentence is about somebody else and goes.
    """

    what: str
    reason: str
    whole_sentence: bool
    onwards: bool = False
    about_others: bool = False


OPINION_REASON = "it is an opinion about people"
# "... (please keep internal)": the request is about the sentence that it stands in.
_ASIDE = re.compile(r"\w.*\(\W*(?:pls|please)?\W*$")
_DAYS = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?$|(?:Dr|Mr|Mrs|Ms|Prof)$")
_FEW_WORDS = 3  # before a request: "And please"
ASKED_INSIDE = "an amount or a decision is asked of colleagues here, not of your reader"


def is_about_before(sentence: str) -> bool:
    """Whether a sentence only asks not to pass on what stands before it."""
    hit = address_cues.UNSAID.search(sentence)
    return hit is not None and len(sentence[: hit.start()].split()) < _FEW_WORDS


def is_greeting(sentence: str) -> bool:
    """A line that opens or closes a letter and says nothing."""
    return bool(cues.GREETING.match(sentence))


def addressees(message: str) -> frozenset[str]:
    """Who a message says that it is for, or whom the reader will deal with.

    "Draft for Orbis Bank:", "Dear Lumina team,", "for the customer Hotel Adria", "your contact
    is ...".
    """
    hits = (hit for cue in address_cues.ADDRESSED for hit in cue.finditer(message))
    return frozenset(name.strip() for hit in hits for name in hit.groups())


def spoken_of(message: str, lexicon: Lexicon) -> frozenset[str]:
    """Names that a message to a customer is about: those in two of its sentences or more.

    Another customer is mentioned once, in passing; who and what the message comes back to is the
    reader's own, or a product. People are no part of it.
    """
    counted: Counter[str] = Counter()
    for sentence in plain_sentences(message):
        counted.update({n.text for n in names(sentence.text, lexicon) if n.kind == "name"})
    return frozenset(name for name, sentences in counted.items() if sentences > 1)


def omission(
    sentence: str,
    audience: Audience,
    confidential: Sequence[str],
    lexicon: Lexicon,
    *,
    addressed: frozenset[str] = frozenset(),
    hard: bool = False,
) -> Omission | None:
    """The first thing in a sentence that this audience must not see; None when there is none.

    `addressed` are names that the reader may see: its own company's, and what the message is about.
    `hard`: only what is no matter of judgement: orders to a machine, secrets, what is confidential.
    """
    hit = cues.TO_A_MACHINE.search(sentence)
    if hit:
        return Omission(hit.group(), "it speaks to a machine, not to your reader", True)
    hit = (cues.SECRET_OUTSIDE if audience.external else cues.SECRET).search(sentence)
    if hit:
        whole = bool(_ASIDE.search(sentence[: hit.start()]) or address_cues.UNSAID.search(sentence))
        return Omission(hit.group(), "it asks not to be passed on", whole, onwards=True)
    hit = words_pattern([c for c in confidential if c.strip()]).search(sentence)
    if hit:
        return Omission(hit.group(), f"“{hit.group()}” is confidential", whole_sentence=False)
    return None if hard else _judged(sentence, audience, lexicon, addressed)


def _judged(
    sentence: str, audience: Audience, lexicon: Lexicon, addressed: frozenset[str]
) -> Omission | None:
    hit = cues.OPINION.search(sentence)
    if hit:
        return Omission(hit.group(), OPINION_REASON, whole_sentence=False)
    if cues.HONESTLY.match(sentence) and names(sentence, lexicon):
        return Omission(sentence, OPINION_REASON, whole_sentence=True)
    if not audience.external:
        return None
    return _not_for_customers(sentence) or _named(sentence, lexicon, addressed)


def sign_of_inside(words: str) -> str | None:
    """In words, what marks a part of a sentence as from inside the company, people aside."""
    if cues.OPINION.search(words):
        return OPINION_REASON
    found = _not_for_customers(words)
    return found.reason if found else None


def asked_inside(words: str) -> re.Match[str] | None:
    """What is asked of colleagues, or allowed by them, with no word to the reader in it."""
    return None if cues.YOU.search(words) else cues.ASK_OF_COLLEAGUES.search(words)


def other_customer(
    words: str, sentence: str, lexicon: Lexicon, addressed: frozenset[str]
) -> Omission | None:
    """Another customer whom a part of a sentence names; None when it names none."""
    found = _other_by_words(sentence, lexicon, addressed)
    if found and found.what in words:
        return found
    for one in _strangers(sentence, lexicon, addressed):
        if one.text in words and _is_other(one, sentence):
            return _other(one.text)
    return None


def _not_for_customers(sentence: str) -> Omission | None:
    hit = cues.TO_COLLEAGUES.search(sentence)
    if hit:
        return Omission(hit.group(), "it speaks to colleagues", whole_sentence=True)
    hit = cues.CAUSE_LABEL.search(sentence)
    if hit:
        return Omission(sentence, "it explains an internal cause", whole_sentence=True)
    hit = asked_inside(sentence)
    if hit:
        return Omission(hit.group(), ASKED_INSIDE, whole_sentence=True)
    hit = cues.AMONG_OURSELVES.search(sentence)
    if hit and not cues.YOU.search(sentence):
        return Omission(sentence, "it is talk among colleagues", whole_sentence=True)
    for cue, about in (
        (cues.INNER_COST, "about the inside of the business"),
        (cues.INNER_CAUSE, "an internal cause"),
        (cues.OTHER_CUSTOMERS, "about other customers"),
    ):
        hit = cue.search(sentence)
        if hit:
            others = cue is cues.OTHER_CUSTOMERS
            reason = f"“{_short(hit.group())}” is {about}"
            return Omission(hit.group(), reason, False, about_others=others)
    found = inside(sentence)
    if found:
        words, about = found
        others = about == "business with others"
        return Omission(words, f"“{_short(words)}” is {about}", False, about_others=others)
    return None


def _short(words: str) -> str:
    return " ".join(words.split()[:5])


def _named(sentence: str, lexicon: Lexicon, addressed: frozenset[str]) -> Omission | None:
    others = _other_by_words(sentence, lexicon, addressed)
    if others:
        return others
    for one in _strangers(sentence, lexicon, addressed):
        if one.kind == "person":
            return Omission(one.text, f"“{one.text}” is a person on staff", whole_sentence=False)
        if _is_other(one, sentence):
            return _other(one.text)
    return _lower_person(sentence, lexicon)


def _other_by_words(sentence: str, lexicon: Lexicon, addressed: frozenset[str]) -> Omission | None:
    others = cues.OTHERS.search(sentence)
    if others and others[1] not in addressed:
        return _other(others[1])
    same = cues.SAME_AT.search(sentence)
    if same and same[1].strip() not in addressed and _is_named(same[1].strip(), sentence, lexicon):
        return _other(same[1].strip())
    return None


def _strangers(sentence: str, lexicon: Lexicon, addressed: frozenset[str]) -> list[Name]:
    own = {word for name in addressed for word in name.split()}
    return [one for one in names(sentence, lexicon) if not own & set(one.text.split())]


def _is_other(one: Name, sentence: str) -> bool:
    is_place = cues.PLACE.search(sentence[: one.start])
    return one.kind == "name" and not is_place and _may_be_customer(one, sentence)


def _is_named(words: str, sentence: str, lexicon: Lexicon) -> bool:
    """Whether words with capitals are a name, rather than a day, a month or a place in a list."""
    return any(n.kind == "name" and n.text in words for n in names(sentence, lexicon))


def _other(name: str) -> Omission:
    return Omission(name, f"“{name}” may be another customer", False, about_others=True)


def _may_be_customer(one: Name, sentence: str) -> bool:
    """A company by its name, or a name with what customers do; a feature stands after "the"."""
    before, after = sentence[: one.start], sentence[one.end :]
    if _DAYS.match(one.text) or re.fullmatch(r"\w*[a-z][A-Z]\w*", one.text):
        return False
    if re.search(
        r"\b(?:the|our|your|new|version|plan|called|as|named|warehouse|depot"
        r"|site|branch|office|plant|store|port|terminal|hub|station|line|route|region)\s+$",
        before,
        re.IGNORECASE,
    ):
        return False
    if re.match(r"\s+(?:\d|plan\b|module\b|version\b|feature\b|app\b|API\b|v\d)", after):
        return False
    is_company = one.text.split()[-1] in COMPANY_ENDS
    return is_company or bool(cues.CUSTOMER_WORD.search(sentence))


def _lower_person(sentence: str, lexicon: Lexicon) -> Omission | None:
    for hit in cues.LOWER_PERSON.finditer(sentence):
        if hit[1].capitalize() in lexicon.first_names:
            return Omission(hit[1], f"“{hit[1]}” is a person on staff", whole_sentence=False)
    return None


def is_inner_cause(clause: str) -> bool:
    """Whether a cause speaks of the inside of the company rather than of the reader."""
    return bool(cues.INNER_ACTOR.search(clause)) and not re.search(
        r"\byou(?:r|rs)?\b", clause, re.I
    )


def staff(text: str, lexicon: Lexicon) -> list[Name]:
    """The people named in a text."""
    return [n for n in names(text, lexicon) if n.kind == "person"]


def is_protected(sentence: str) -> bool:
    """A sentence with a date, an amount, an ask or a risk: never left out without a note."""
    return bool(quantities(sentence) or roles(sentence) & {"decision_or_ask", "risk"})
