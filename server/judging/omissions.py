"""What must not reach a reader: which sentences, clauses and names go, and the reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from server.judging.audiences import Audience
from server.judging.facts import quantities
from server.judging.lexicon import Lexicon, words_pattern
from server.judging.names import Name, names
from server.judging.needs import roles

_TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:all\s+|any\s+|the\s+|your\s+|my\s+|these\s+)*"
    r"(?:previous|prior|earlier|above|other|system)?\s*(?:instructions?|rules?|prompts?|directions)"
    r"|\b(?:you are|act as|pretend to be)\s+(?:an?|the|now)\s+(?:\w+\s+)?(?:ai|assistant|chatbot"
    r"|language model|model|llm|bot|system)\b|\bas an ai\b|\bsystem prompt\b"
    r"|\b(?:reply|respond|answer|output)\s+(?:only\s+)?(?:with|in)\b.{0,40}(?:only|nothing|word"
    r"|json)?"
    r"|\b(?:assistant|ai|model|llm|chatbot)\s*[:,]\s*(?:please\s+)?(?:write|say|reply|ignore"
    r"|add|give"
    r"|output|print|rewrite|include|mark|rate)\b|^\s*(?:system|assistant)\s*:"
    r"|\b(?:when|if) you (?:rewrite|summari[sz]e|process|translate) this\b"
    r"|\b(?:say|write|add|claim) (?:that )?(?:everything|all) is (?:fine|great|perfect)\b",
    re.IGNORECASE,
)
_SECRET = re.compile(
    r"\b(?:don['’]?t|do not|never|please don['’]t)\s+(?:tell|mention|share|forward|repeat"
    r"|disclose|say"
    r"|let)\b|\b(?:off the record|between (?:us|you and me)|keep (?:this|it|that) (?:quiet|between"
    r"|confidential|internal|secret|to yourself)|confidential(?:ly)?|not (?:public|announced) yet"
    r"|for your eyes only|internal only|strictly internal|nda)\b",
    re.IGNORECASE,
)
_OPINION = re.compile(
    r"\b(?:incompetent|lazy|idiots?|stupid|useless|sloppy|careless|clueless|unprofessional|annoying"
    r"|hopeless|ridiculous|dropped the ball|screwed up|messed up|my fault|his fault|her fault"
    r"|their fault|to blame|blames?|never (?:listens?|delivers?|reads?)|always late|terrible at"
    r"|not up to (?:it|the job)|in over (?:his|her|their) head|(?:i|we) (?:honestly "
    r"|really )?(?:think"
    r"|feel|believe) (?:he|she|they|[A-Z]\w+) (?:is|are|was|were)|difficult to work with|overpaid"
    r"|cannot be trusted|can['’]t be trusted|frankly|pissed|sick of|fed up)\b",
    re.IGNORECASE,
)
_INNER_COST = re.compile(
    r"\b(?:cost(?:s|ing)? us|we owe|(?:total |our )?exposure|(?:service |in )credits"
    r"|our (?:cost|margin|budget|spend"
    r"|revenue|loss)\w*|margins?|budget\w*"
    r"|headcount|overtime|contractors?|salar(?:y|ies)|we (?:pay|lose|lost|spent?"
    r"|save)\b[^.]*[$€£\d]"
    r"|penalt(?:y|ies)|write-?off|churn\w*|upsell\w*|renewals?|quota|arr|mrr|runway|profit\w*"
    r"|burn rate|revenue|engineers?|developers?|pulled into|approv(?:e|es|ed|al)|sign-?off"
    r"|(?:buying|building|hosting|licen[cs]es?) (?:costs?|would)"
    r"|(?:marketing|legal|finance|sales|hr|procurement|support|engineering|leadership)"
    r" (?:has|have|is|was|are|will|needs?|wants?|booked|asked|agreed))\b",
    re.IGNORECASE,
)
_INNER_CAUSE = re.compile(
    r"\b(?:root cause|caused by|human error|misconfigur\w+|(?:we|team|engineers?|someone|nobody) "
    r"(?:forgot|missed|overlooked|underestimated|broke|skipped|did not test|didn['’]t test)"
    r"|under-?staffed|short[- ]staffed|attrition|on (?:sick |parental |medical )?leave|vacation"
    r"|quit"
    r"|resign\w*|laid off|layoffs?|sick\b|tech(?:nical)? debt|no tests?|untested|on-?call"
    r"|post-?mortem|internally|bad (?:deploy|release|config\w*|merge)|wrong (?:config\w*|flag)"
    r"|buggy?|bugs?|regression|memory leak|race condition|mistakenly|by mistake|vendor|supplier"
    r"|subcontractor|legal exposure|lawsuit|competitors?|reorg\w*|re-org\w*|our (?:side )?mistake"
    r"|staffing|hiring|morale|turnover|understood too late)\b",
    re.IGNORECASE,
)
_CUSTOMER_WORD = re.compile(
    r"\b(?:customers?|clients?|accounts?|deals?|contracts?|renewals?|prospects?|pilots?|tenants?"
    r"|complain\w*|escalat\w+|threaten\w*|signed?|churn\w*|cancel\w*|credits?|renew\w*|waits? for"
    r"|waiting for|asks? for|asked for|evaluat\w+|procurement|their (?:team|ceo|cto|contract))\b",
    re.IGNORECASE,
)
_TO_COLLEAGUES = re.compile(
    r"\b(?:tell|inform|notify|write to|promise|told|informed) (?:the |our |any "
    r"|all )?(?:[\w-]+ ){0,2}(?:customers?"
    r"|clients?|accounts)\b|\byour accounts\b|\b(?:customer|account) team\b",
    re.IGNORECASE,
)
_HONESTLY = re.compile(r"^(?:honestly|frankly|to be honest|in my opinion)\b", re.IGNORECASE)
_PLACE = re.compile(r"\b(?:in|across|throughout|within)\s+(?:the\s+)?$")
_CAUSE_TAIL = re.compile(
    r",?\s+(?:because(?: of)?|due to|since|as|caused by|owing to|thanks to|after)\s+(?!\d|\w+day\b)"
    r"[^,;.!?]*(?=[,;.!?]|$)",
    re.IGNORECASE,
)
_CAUSE_HEAD = re.compile(
    r"^(?:because(?: of)?|due to|since|as|owing to|after)\s+[^,;]*,\s+", re.IGNORECASE
)
_CLAUSES = re.compile(r"(?<=[,;])\s+|\s+(?=\()|(?<=\))\s+|\s+[–—-]\s+")
# A later clause that can stand alone: "and we ..", "so the .."; the first group goes.
_INDEPENDENT = re.compile(
    r"((?:and|but|so)\s+)(?:(?:an?|the|we|our|this|these|all|your|you|it|there|no|some|many|most"
    r"|about|around|roughly|nearly|over)\s|\d|[a-z]+s\s+(?:are|were|will|have|can|could|may"
    r"|might)\s)",
    re.IGNORECASE,
)
_OTHERS = re.compile(r"([A-Z]\w+)(?:,| and)\b.{0,30}\bother (?:customers?|clients?|accounts?)")
_GREETING = re.compile(
    r"^\s*(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening))\b[^.!?]{0,40}[,!.:]?"
    r"|(?:best|kind|warm)?\s*regards\b.*|(?:many )?thanks(?: again| a lot| all)?[,.!]*|cheers[,.!]*"
    r"|best[,.!]|sincerely.*|thank you[,.!]*|[A-Z]\w+ (?:here)[.,!])\s*$",
    re.IGNORECASE,
)


_SALUTATION = re.compile(r"^(?:hi|hello|hey|dear)\b[^,.!?:]{0,30},\s+(?=\S+\s+\S)", re.IGNORECASE)


# Stands for a person while a sentence is edited: a character of no alphabet.
_PERSON = "\ue000"
_ONE = {"are": "is", "were": "was", "have": "has"}


@dataclass(frozen=True)
class Omission:
    """Something that must go; `what` is the words, `reason` is shown to the learner."""

    what: str
    reason: str
    whole_sentence: bool


def is_greeting(sentence: str) -> bool:
    """A line that opens or closes a letter and says nothing."""
    return bool(_GREETING.match(sentence))


def without_salutation(sentence: str) -> str:
    """The sentence less a "Hi all," before it."""
    bare = _SALUTATION.sub("", sentence)
    return sentence if bare == sentence else bare[:1].upper() + bare[1:]


def without_cause(sentence: str, words: Sequence[str]) -> str:
    """The sentence less a cause at its start or end that holds one of the words."""
    hold = words_pattern([w for w in words if w.strip()])
    bare = sentence
    for cue in (_CAUSE_HEAD, _CAUSE_TAIL):
        bare = cue.sub(lambda m: "" if hold.search(m[0]) else m[0], bare)
    return sentence if bare == sentence else bare[:1].upper() + bare[1:]


def without_staff(sentence: str, lexicon: Lexicon) -> str:
    """The sentence with "our team" for the people named in it."""
    out = sentence
    for one in reversed([n for n in names(sentence, lexicon) if n.kind == "person"]):
        out = out[: one.start] + _PERSON + out[one.end :]
    out = re.sub(rf"{_PERSON}(?:(?:, | and |, and ){_PERSON})+", _PERSON, out)
    out = re.sub(rf"{_PERSON}['’]s\s+(?:own\s+)?(?:team|group|squad)\b", "our team", out)
    out = re.sub(rf"{_PERSON}(['’]s)", r"our team\1", out).replace(_PERSON, "our team")
    out = re.sub(r"\bour team (are|were|have)\b", lambda m: f"our team {_ONE[m[1]]}", out)
    return out[:1].upper() + out[1:] if out != sentence else sentence


def omission(
    sentence: str, audience: Audience, confidential: Sequence[str], lexicon: Lexicon
) -> Omission | None:
    """The first thing in a sentence that this audience must not see; None when there is none."""
    for cue, reason in (
        (_TO_A_MACHINE, "it speaks to a machine, not to your reader"),
        (_SECRET, "it asks not to be passed on"),
        (_OPINION, "it is an opinion about people"),
    ):
        hit = cue.search(sentence)
        if hit:
            return Omission(hit.group(), reason, whole_sentence=True)
    if _HONESTLY.match(sentence) and names(sentence, lexicon):
        return Omission(sentence, "it is an opinion about people", whole_sentence=True)
    hit = words_pattern([c for c in confidential if c.strip()]).search(sentence)
    if hit:
        return Omission(hit.group(), f"“{hit.group()}” is confidential", whole_sentence=False)
    return _not_for_customers(sentence, lexicon) if audience.external else None


def _not_for_customers(sentence: str, lexicon: Lexicon) -> Omission | None:
    hit = _TO_COLLEAGUES.search(sentence)
    if hit:
        return Omission(hit.group(), "it speaks to colleagues", whole_sentence=True)
    hit = _INNER_COST.search(sentence)
    if hit:
        reason = f"“{hit.group()}” is about the inside of the business"
        return Omission(hit.group(), reason, whole_sentence=False)
    hit = _INNER_CAUSE.search(sentence)
    if hit:
        return Omission(hit.group(), f"“{hit.group()}” is an internal cause", whole_sentence=False)
    others = _OTHERS.search(sentence)
    if others:
        return Omission(others[1], f"“{others[1]}” may be another customer", False)
    for one in names(sentence, lexicon):
        if one.kind == "person":
            return Omission(one.text, f"“{one.text}” is a person on staff", whole_sentence=False)
        is_place = _PLACE.search(sentence[: one.start])
        if one.kind == "name" and not is_place and _CUSTOMER_WORD.search(sentence):
            return Omission(one.text, f"“{one.text}” may be another customer", False)
    return None


def staff(text: str, lexicon: Lexicon) -> list[Name]:
    """The people named in a text."""
    return [n for n in names(text, lexicon) if n.kind == "person"]


def is_protected(sentence: str) -> bool:
    """A sentence with a date, an amount, an ask or a risk: never left out without a note."""
    return bool(quantities(sentence) or roles(sentence) & {"decision_or_ask", "risk"})


def without_clause(sentence: str, what: str) -> str | None:
    """The sentence less the clause that holds `what`; None when no whole sentence would remain.

    Clauses end at commas, semicolons, brackets and dashes, or open with a cause ("because").
    """
    trimmed = _CAUSE_HEAD.sub(lambda m: "" if what in m[0] else m[0], sentence)
    trimmed = _CAUSE_TAIL.sub(lambda m: "" if what in m[0] else m[0], trimmed)
    if what.lower() in trimmed.lower():
        parts = _CLAUSES.split(trimmed)
        kept = [p for p in parts if what.lower() not in p.lower()]
        opening = _INDEPENDENT.match(kept[0]) if kept else None
        if not kept or (what.lower() in parts[0].lower() and not opening):
            return None
        if not opening:
            kept = _up_to(parts, what)
        trimmed = " ".join(kept).rstrip(",; ")
        if opening and what.lower() in parts[0].lower():
            trimmed = trimmed[opening.end(1) :].lstrip()
    if trimmed and trimmed[-1] not in ".!?":
        trimmed += sentence.rstrip()[-1] if sentence.rstrip()[-1:] in ".!?" else "."
    if len(trimmed.split()) < 4 or what.lower() in trimmed.lower():
        return None
    return trimmed[0].upper() + trimmed[1:]


def _up_to(parts: list[str], what: str) -> list[str]:
    """The clauses before the hidden one, and those after it that stand on their own."""
    at = next(i for i, part in enumerate(parts) if what.lower() in part.lower())
    later = [p for p in parts[at + 1 :] if what.lower() not in p.lower()]
    return parts[:at] + [p for p in later if _INDEPENDENT.match(p)]
