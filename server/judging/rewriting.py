"""A version of a message judged against its source, for one audience or across several."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from typing import Any

from server.judging.audiences import Audience, audience_from
from server.judging.chunks import phrase_at, phrase_of
from server.judging.doubtful import SOMEWHAT, doubtful, is_technical, unusual
from server.judging.facts import Fact, FactFate, added, facts, fates
from server.judging.frame import takes_away_only
from server.judging.inside import doubts
from server.judging.jargon import jargon
from server.judging.lexicon import Lexicon, lexicon_from
from server.judging.meaning import modality, negations
from server.judging.needs import needs
from server.judging.omissions import addressees, omission, sign_of_inside
from server.judging.opinions import OPINION, opinions
from server.judging.retold import retold_spans
from server.judging.splitting import plain_sentences
from server.judging.unknown import FLAG, Offsets
from server.judging.unsure import (
    FLAG_READ,
    PERHAPS,
    PERHAPS_READ,
    of_listed_parts,
    unsure,
)
from server.text import content_stems, words

Why = Callable[[Fact], str | None]
_MAY_KNOW = "in plain words what it is, unless this reader uses it"
PERHAPS_KNOWS = "perhaps this reader does not know it"
_NUMBER = re.compile(r" \d{1,4}(?![\w.,%-])")
_PLAIN = "a technical word; this audience gets plain words"


def checked_rewrite(
    source: str,
    rewrite: str,
    audience: str,
    *,
    audiences: Mapping[str, Mapping[str, Any]],
    jargon: Mapping[str, Any],
) -> dict[str, Any]:
    """Facts, additions, jargon and needs of any two texts, without a model.

    `audiences` and `jargon` are the study data of the same names. Gives the keys "facts",
    "added", "jargon" and "needs" as the HTTP contract describes them, and "unfit": sentences that
    this reader must not see.

    Raises:
        KeyError: there is no such audience.
    """
    reader = audience_from(audience, audiences)
    if reader is None:
        raise KeyError(audience)
    lexicon = lexicon_from(jargon)

    def why(fact: Fact) -> str | None:
        return reason_to_leave_out(fact, source, reader, lexicon)

    found = judged(source, rewrite, reader, lexicon, why=why)
    return found | {"unfit": unfit(rewrite, reader, lexicon, addressees(source))}


def unfit(
    rewrite: str, reader: Audience, lexicon: Lexicon, addressed: frozenset[str]
) -> list[dict[str, str]]:
    """Sentences of a version that hold what its reader must not see, each with the reason."""
    out = []
    for sentence in plain_sentences(rewrite):
        found = omission(sentence.text, reader, (), lexicon, addressed=addressed)
        if found:
            out.append({"text": sentence.text, "reason": found.reason})
    return out


def looks(
    rewrite: str, reader: Audience, lexicon: Lexicon, addressed: frozenset[str]
) -> list[dict[str, str]]:
    """What this reader may not be meant to see, each once, with the reason to look at it."""
    found: dict[str, str] = {}
    for sentence in plain_sentences(rewrite):
        if reader.external:
            found |= dict(doubts(sentence.text, lexicon, addressed))
            sign = sign_of_inside(sentence.text)
            if sign:
                found[sentence.text] = f"{sign}; may this reader see it?"
        if opinions(sentence.text) and sentence.text not in found:
            found[sentence.text] = OPINION
    return [{"text": text, "reason": reason} for text, reason in found.items()]


def judged(
    source: str, rewrite: str, reader: Audience, lexicon: Lexicon, *, why: Why, told: Offsets = ()
) -> dict[str, Any]:
    """The four judgements of one version; `why` gives reasons for facts left out on purpose.

    `told` is what a language model's reading of the source tells of its words.
    """
    return {
        "facts": [fact_row(f) for f in fates(source, rewrite, lexicon, why_left_out=why)],
        "added": _additions(source, rewrite, lexicon),
        "jargon": jargon_rows(rewrite, reader, lexicon, source=source, told=told),
        "needs": [
            {"need": n.need, "status": n.status, "question": n.question}
            for n in needs(reader.needs, source, rewrite, reader.title)
        ],
    }


def _additions(source: str, rewrite: str, lexicon: Lexicon) -> list[dict[str, str]]:
    """New facts, less those that stand in the plain words for a technical one of the source."""
    found = added(source, rewrite, lexicon)
    told = retold_spans(source, rewrite, lexicon) if found else ()
    return [
        {"text": f.text, "reason": reason}
        for f, reason in found
        if not any(start <= f.start and f.end <= end for start, end in told)
    ]


def fact_row(fate: FactFate) -> dict[str, Any]:
    """A fact's fate as the HTTP contract shows it."""
    return {
        "text": fate.fact.text,
        "type": fate.fact.type,
        "status": fate.status,
        "reason": fate.reason,
        "span": [fate.fact.start, fate.fact.end],
    }


def jargon_rows(
    rewrite: str, reader: Audience, lexicon: Lexicon, *, source: str = "", told: Offsets = ()
) -> list[dict[str, str]]:
    """Technical words that a version still holds, each once, with what to say instead.

    Where its `source` is a technical message, ambiguous words count too.
    """
    if reader.technical:
        return []
    rows: dict[str, dict[str, str]] = {}
    plain = [m.span for m in lexicon.plain_words.find(rewrite)]
    for hit in jargon(rewrite, lexicon, reader.known_terms):
        if any(start <= hit.start and hit.end <= end for start, end in plain):
            continue
        suggestion = hit.plain or "say in plain words what it is or does"
        numbered = _NUMBER.match(rewrite, hit.end) if hit.kind == "term" else None
        term = hit.term + (numbered.group() if numbered else "")
        term = term if hit.plain else phrase_at(rewrite, hit.start, hit.end)
        rows.setdefault(term.lower(), {"term": term, "suggestion": suggestion})
    more = list(unusual(rewrite, lexicon, reader.known_terms))
    flag, least = (FLAG_READ, PERHAPS_READ) if told else (FLAG, PERHAPS)
    known = reader.known_terms
    more += unsure(source, rewrite, lexicon, known, told=told, least=flag)
    if is_technical(source, lexicon, reader.known_terms, least=SOMEWHAT):
        more += [w for w in doubtful(rewrite, lexicon) if w not in reader.known_terms]
    rows = _with_phrases(rows, rewrite, more, _MAY_KNOW)
    perhaps = list(unsure(source, rewrite, lexicon, known, told=told, least=least))
    perhaps += of_listed_parts(source, rewrite, lexicon, reader.known_terms)
    rows = _with_phrases(rows, rewrite, perhaps, PERHAPS_KNOWS)
    return list(rows.values())


def _with_phrases(
    rows: Mapping[str, dict[str, str]], rewrite: str, more: Sequence[str], suggestion: str
) -> dict[str, dict[str, str]]:
    """The rows and those of more words, each with its phrase; a longer one takes in a shorter."""
    out = dict(rows)
    for phrase in dict.fromkeys(phrase_of(rewrite, one) for one in more):
        if any(_holds(row, phrase) for row in out):
            continue
        inside = [r for r in out if _holds(phrase, r) and out[r]["suggestion"] == suggestion]
        held = any(_holds(phrase, r) for r in out if r not in inside)
        if not held or suggestion != PERHAPS_KNOWS:
            out = {r: told for r, told in out.items() if r not in inside}
            out[phrase] = {"term": phrase, "suggestion": suggestion}
    return out


def _holds(whole: str, part: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", whole))


def reason_to_leave_out(fact: Fact, source: str, reader: Audience, lexicon: Lexicon) -> str | None:
    """Why this audience should not see a fact; None when it should."""
    is_jargon = fact.type == "system" and fact.text.lower() not in reader.known_terms
    if is_jargon and not reader.technical:
        return _PLAIN
    around = next((s for s in plain_sentences(source) if s.start <= fact.start < s.end), None)
    found = omission(around.text, reader, (), lexicon) if around else None
    return found.reason if found else None


def fact_grid(
    versions: Mapping[str, Sequence[Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    """Fact by audience: every fact of the source once, with its status in each version."""
    rows: dict[tuple[str, str], dict[str, Any]] = {}
    for audience, found in versions.items():
        for fact in found:
            key = (fact["type"], fact["text"])
            row = rows.setdefault(
                key, {"fact": fact["text"], "type": fact["type"], "audiences": {}}
            )
            row["audiences"][audience] = fact["status"]
    return list(rows.values())


def contradictions(
    versions: Mapping[str, Sequence[Mapping[str, Any]]],
) -> list[dict[str, Any]]:
    """Facts that one version keeps and another one changes: the two say different things."""
    out = []
    for (one, own), (two, others) in combinations(versions.items(), 2):
        theirs = {(f["type"], f["text"]): f for f in others}
        for fact in own:
            other = theirs.get((fact["type"], fact["text"]), fact)
            if {fact["status"], other["status"]} == {"kept", "changed"}:
                reason = fact["reason"] or other["reason"]
                message = f"“{fact['text']}” is told differently: {reason}"
                out.append({"fact": fact["text"], "audiences": [one, two], "message": message})
    return out


# How much of their content words two sentences share when they speak of the same thing. Ours:
# below it, sentences of one message about different things begin to match.
SAME_THING = 0.55
# ... and when a "will" or a "not" in one of them alone is no matter of what else was cut. Ours.
SAME_CLAIM = 0.6
# Fewer words than this are no clause that was left out.
A_CLAUSE = 3


def disagreements(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Where two versions say different things of one thing: two dates, a promise and a maybe.

    Sentences are paired by the words that they share, so texts from anywhere may be compared.
    """
    out = []
    for one, two in combinations(rows, 2):
        for first, second in _pairs(one["text"], two["text"]):
            message = _disagreement(first, second)
            if message:
                audiences = [one["audience"], two["audience"]]
                out.append({"fact": first, "audiences": audiences, "message": message})
    return out


def _pairs(one: str, two: str) -> list[tuple[str, str]]:
    others = [s.text for s in plain_sentences(two)]
    out = []
    for sentence in plain_sentences(one):
        best = max(others, key=lambda o: _shared(sentence.text, o), default="")
        if best and best != sentence.text and _shared(sentence.text, best) >= SAME_THING:
            out.append((sentence.text, best))
    return out


def _shared(one: str, two: str, *, alike: bool = False) -> float:
    """How many content words of the shorter sentence, or of the longer one, are in both."""
    first, second = set(content_stems(one)), set(content_stems(two))
    whole = max(len(first), len(second)) if alike else min(len(first), len(second))
    return len(first & second) / max(1, whole)


def _disagreement(one: str, two: str) -> str | None:
    for kind in ("date", "duration", "number"):
        first = {f.key: f.text for f in facts(one) if f.type == kind}
        second = {f.key: f.text for f in facts(two) if f.type == kind}
        here, there = (
            [first[k] for k in first.keys() - second.keys()],
            [second[k] for k in second.keys() - first.keys()],
        )
        if here and there:
            return f"one version says “{min(here)}”, the other “{min(there)}”"
    fewer = abs(len(words(one)) - len(words(two))) > A_CLAUSE
    shortened = fewer and not (takes_away_only(one, two) and takes_away_only(two, one))
    if shortened or _shared(one, two, alike=True) < SAME_CLAIM:
        return None
    promised = {"promise", "duty"}
    loose = {"possible", "forecast", "proposal"}
    was, now = modality(one), modality(two)
    if (was & loose and now & promised and not now & loose) or (
        now & loose and was & promised and not was & loose
    ):
        return f"one version promises what the other leaves open: “{one}” and “{two}”"
    if bool(negations(one)) != bool(negations(two)):
        return f"one version denies what the other says: “{one}” and “{two}”"
    return None
