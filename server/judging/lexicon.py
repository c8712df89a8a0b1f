"""The words that the judging of messages looks up: jargon, systems, acronyms, given names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from server.judging.inflection import finite_past, is_unmarked, verb_forms
from server.judging.wordlist import BEGINS, ENDS, WordList
from server.text import stem

# A pattern that matches nowhere, for an empty list of words.
_NEVER = re.compile(r"(?!)")


# Compared and hashed by what it is, so that what was found in a text with it can be kept.
@dataclass(frozen=True, eq=False)
class Lexicon:
    """Plain words by term and by system, and the names that need no explanation.

    `ambiguous` keys count only where something else in the sentence is technical. `heads` tell by
    its last word what a technical compound is, the `weak` ones only after a technical word that
    is not in `soft`; `modifiers` make the word after them technical (`server.judging.technical`).
    `familiar` are words of working life that need no explanation. `likely` words are technical in
    a technical message. `acts` are the forms of verbs with the same form of the plain verb,
    `pasts` those past tenses whose plain one is no participle ("took"), `verbs` the forms in the
    base or third person; a word may be in `acts` and in `terms`, as verb and as noun. `unmarked`
    are verbs whose past looks like the base form ("cut over"), each with the base of the plain one.
    `adjectives` are keys of `terms` that stand before a noun and take no plural.

    `english` are the stems of the words that everybody knows; empty: none is held unusual.

    Keys with a capital letter count only when written with it; the others in any case.
    """

    terms: Mapping[str, str] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=dict)
    everyday_acronyms: frozenset[str] = frozenset()
    first_names: frozenset[str] = frozenset()
    english: frozenset[str] = frozenset()
    ambiguous: frozenset[str] = frozenset()
    heads: Mapping[str, str] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    modifiers: frozenset[str] = frozenset()
    familiar: frozenset[str] = frozenset()
    acts: Mapping[str, str] = field(default_factory=dict)
    pasts: Mapping[str, str] = field(default_factory=dict)
    verbs: frozenset[str] = frozenset()
    unmarked: Mapping[str, str] = field(default_factory=dict)
    adjectives: frozenset[str] = frozenset()
    likely: frozenset[str] = frozenset()

    @cached_property
    def listed(self) -> WordList:
        """Any term, verb form or system."""
        fixed = {*self.adjectives, *self.acts} - self.terms.keys() | self.adjectives
        return WordList({**self.terms, **self.acts, **self.systems}, fixed)

    @cached_property
    def plain_words(self) -> WordList:
        """Any plain words that an entry gives."""
        told = {*self.terms.values(), *self.systems.values(), *self.heads.values()}
        return WordList({*told, *self.acts.values(), *self.pasts.values()} - {""})

    @cached_property
    def parts(self) -> tuple[Counter[str], Counter[str]]:
        """How many listed compounds begin with a word, and how many end in it (one number)."""
        first: Counter[str] = Counter()
        last: Counter[str] = Counter()
        for term in {*self.terms, *self.acts}:
            words = re.findall(r"[a-z0-9]+", term.lower())
            if len(words) > 1:
                first[words[0]] += 1
                last[words[-1].removesuffix("s")] += 1
        return first, last

    @cached_property
    def named(self) -> WordList:
        """Any system by its name."""
        return WordList(self.systems)


def words_pattern(words: list[str]) -> re.Pattern[str]:
    """Any of the words as whole words in any case, plural too; spaces match any white space."""
    if not words:
        return _NEVER
    longest = sorted(words, key=lambda w: (-len(w), w))
    parts = [r"\s+".join(map(re.escape, w.split())) for w in longest]
    first = "".join(sorted({re.escape(w.split()[0][0]) for w in longest}))
    return re.compile(
        rf"{BEGINS}(?=[{first}])(?:{'|'.join(parts)})(?:e?s)?{ENDS}",
        re.IGNORECASE,
    )


class _Held:
    """A mapping that is hashed by what it is, not by what it holds."""

    def __init__(self, study: Mapping[str, Any]) -> None:
        self.study = study

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Held) and other.study is self.study

    def __hash__(self) -> int:
        return id(self.study)


def lexicon_from(study: Mapping[str, Any]) -> Lexicon:
    """The lexicon of `corpus/jargon.yaml`, read as a mapping; what is missing is empty.

    Made once for a mapping, since its patterns take a tenth of a second to build.
    """
    return _lexicon(_Held(study))


@lru_cache(maxsize=8)
def _lexicon(held: _Held) -> Lexicon:
    study = held.study
    verbs = {str(k): str(v) for k, v in study.get("verbs", {}).items()}
    forms = {verb: verb_forms(verb, plain) for verb, plain in verbs.items()}
    acts = {form: plain for some in forms.values() for form, plain in some.items()}
    ambiguous = _words(study, "ambiguous")
    unsure = {form for verb, some in forms.items() if verb in ambiguous for form in some}
    return Lexicon(
        terms={str(k): str(v) for k, v in study.get("terms", {}).items()},
        systems={str(k): str(v) for k, v in study.get("systems", {}).items()},
        everyday_acronyms=_words(study, "everyday_acronyms"),
        first_names=_words(study, "first_names"),
        ambiguous=ambiguous | unsure,
        heads={str(k): str(v) for k, v in study.get("heads", {}).items()},
        weak=_words(study, "weak"),
        soft=_words(study, "soft"),
        modifiers=_words(study, "modifiers"),
        familiar=_words(study, "familiar"),
        likely=_words(study, "likely"),
        acts=acts,
        unmarked={v: p for v, p in verbs.items() if is_unmarked(v)},
        pasts=dict(filter(None, (finite_past(v, p) for v, p in verbs.items()))),
        verbs=frozenset(form for some in forms.values() for form in list(some)[:2]),
        adjectives=frozenset(map(str, study.get("adjectives", ()))),
        english=frozenset(stem(w) for w in str(study.get("english", "")).split()),
    )


def _words(study: Mapping[str, Any], name: str) -> frozenset[str]:
    """A list, or words with spaces between them."""
    found = study.get(name, "")
    return frozenset(map(str, found) if isinstance(found, list) else str(found).split())
