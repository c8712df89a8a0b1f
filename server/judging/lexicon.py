"""The words that the judging of messages looks up: jargon, systems, acronyms, given names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from server.judging.inflection import verb_forms
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
    `familiar` are words of working life that need no explanation; `verbs` those keys that are
    a verb in its base or third person. `likely` words are technical in a technical message.

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
    verbs: frozenset[str] = frozenset()
    likely: frozenset[str] = frozenset()

    @cached_property
    def term_pattern(self) -> re.Pattern[str]:
        """Any term or system, the longest first, with or without a plural ending."""
        return words_pattern([*self.terms, *self.systems])

    @cached_property
    def plain_pattern(self) -> re.Pattern[str]:
        """Any plain words of two and more that an entry gives."""
        told = {*self.terms.values(), *self.systems.values(), *self.heads.values()}
        return words_pattern([p for p in told if p])

    @cached_property
    def system_pattern(self) -> re.Pattern[str]:
        """Any system by its name."""
        return words_pattern(list(self.systems))

    def entry(self, found: str) -> str | None:
        """The key that a piece of text was found by; None when its capitals do not fit."""
        flat = re.sub(r"\s+", " ", found)
        for form in _singulars(flat):
            for key in (form, form.lower()):
                if key in self.terms or key in self.systems:
                    return key
        return None

    def plain(self, key: str) -> str:
        """The plain words for a key of `terms` or `systems`."""
        return self.terms.get(key) or self.systems[key]


def words_pattern(words: list[str]) -> re.Pattern[str]:
    """Any of the words as whole words in any case, plural too; spaces match any white space."""
    if not words:
        return _NEVER
    longest = sorted(words, key=lambda w: (-len(w), w))
    parts = [r"\s+".join(map(re.escape, w.split())) for w in longest]
    first = "".join(sorted({re.escape(w.split()[0][0]) for w in longest}))
    return re.compile(
        rf"(?<![\w.-])(?<!\W/)(?<!^/)(?=[{first}])(?:{'|'.join(parts)})(?:e?s)?(?!\w|/\W|-\w|\.\w)",
        re.IGNORECASE,
    )


def _singulars(word: str) -> list[str]:
    forms = [word]
    if word.endswith("s"):
        forms.append(word[:-1])
    if word.endswith("es"):
        forms.append(word[:-2])
    return forms


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
    verbs = {str(k): verb_forms(str(k), str(v)) for k, v in study.get("verbs", {}).items()}
    formed = {form: plain for forms in verbs.values() for form, plain in forms.items()}
    ambiguous = _words(study, "ambiguous")
    unsure = {form for verb, forms in verbs.items() if verb in ambiguous for form in forms}
    return Lexicon(
        terms=formed | {str(k): str(v) for k, v in study.get("terms", {}).items()},
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
        verbs=frozenset(form for forms in verbs.values() for form in list(forms)[:2])
        - {str(k) for k in study.get("terms", {})},
        english=frozenset(stem(w) for w in str(study.get("english", "")).split()),
    )


def _words(study: Mapping[str, Any], name: str) -> frozenset[str]:
    return frozenset(str(study.get(name, "")).split())
