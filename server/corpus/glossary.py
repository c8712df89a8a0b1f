"""The authored glossary: `corpus/glossary/*.yaml`, a file for each field, joined to the lexicon."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from server.errors import ConfigurationError

# The sections of a file. All but the last map a term to its plain words; `ambiguous` lists those
# terms that are ordinary English in another sense.
NOUNS, SYSTEMS, VERBS = "nouns", "systems", "verbs"
DESCRIBING = ("adjectives", "adverbs")
AMBIGUOUS = "ambiguous"
SECTIONS = frozenset({NOUNS, SYSTEMS, VERBS, *DESCRIBING, AMBIGUOUS})


def joined(lexicon: Mapping[str, Any], files: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """The lexicon with the entries of the files, by their names; what is there already counts.

    Raises:
        ConfigurationError: a file has a section of another name.
    """
    for name, sections in files.items():
        other = sorted(sections.keys() - SECTIONS)
        if other:
            raise ConfigurationError(f"{name} has a section that is none: {', '.join(other)}")
    describing = _entries(files, DESCRIBING)
    out = dict(lexicon)
    terms = {**describing, **_entries(files, (NOUNS,))}
    out["terms"] = {**terms, **lexicon.get("terms", {})}
    out["systems"] = {**_entries(files, (SYSTEMS,)), **lexicon.get("systems", {})}
    out["verbs"] = {**_entries(files, (VERBS,)), **lexicon.get("verbs", {})}
    out["adjectives"] = sorted(t for t, plain in describing.items() if out["terms"][t] == plain)
    listed = [str(w) for sections in files.values() for w in sections.get(AMBIGUOUS, ())]
    out["ambiguous"] = [*str(lexicon.get("ambiguous", "")).split(), *listed]
    return out


def _entries(files: Mapping[str, Mapping[str, Any]], sections: Iterable[str]) -> dict[str, str]:
    return {
        str(term): str(plain)
        for found in files.values()
        for section in sections
        for term, plain in found.get(section, {}).items()
    }
