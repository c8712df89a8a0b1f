"""What a rewritten sentence owes its original: what stays, what goes, what is not made up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.judging.facts import added, facts, fates
from server.judging.lexicon import words_pattern
from server.judging.meaning import claim_differences, lost_actors, new_actors
from server.text import content_stems, words

# A model that answers, explains or writes a letter shows it in one of these ways.
_LABEL = re.compile(
    r"^\s*(?:sure|here(?:['’]s| is)|rewritten|rewrite|new sentence|plain|answer|output|note|dear|hi"
    r"|certainly|of course|that is not right)\b.{0,30}[:,!]",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"\[[^\]\n]{0,400}\]|<[^>\n]{1,400}>|\{[^}\n]{0,400}\}|_{3,}|\bX{2,}\b")
# Ours, from reading outputs: a faithful rewrite has at most this many content words of its own,
# plain words that were offered to it not counted, and loses at most this share of the others.
MAX_OWN_WORDS = 3
MAX_LOST_SHARE = 0.34
MAX_GROWTH = 2.2


def breaches(
    rewrite: str,
    source: str,
    *,
    forbidden: Sequence[str] = (),
    offered: Sequence[str] = (),
    needed: Sequence[str] = (),
) -> list[str]:
    """In words, everything by which `rewrite` breaks its contract with the sentence `source`.

    `forbidden` must not occur in it; `offered` are plain words it may use, `needed`
    those of which it must use something. Empty: it is good.
    """
    return [
        *lost_facts(rewrite, source, forbidden),
        *left_terms(rewrite, forbidden),
        *invented(rewrite, source),
        *claim_differences(_without(source, forbidden), rewrite),
        *strayed(rewrite, source, forbidden=forbidden, offered=offered, needed=needed),
        *malformed(rewrite, source),
    ]


def lost_facts(rewrite: str, source: str, forbidden: Sequence[str] = ()) -> list[str]:
    """Numbers, dates and names of `source` not there as written, the forbidden ones not."""
    pattern = words_pattern([f for f in forbidden if f.strip()])
    flat = " ".join(rewrite.lower().split())
    out = []
    for fate in fates(source, rewrite):
        may_go = bool(pattern.search(fate.fact.text)) or fate.fact.type == "commitment"
        as_written = " ".join(fate.fact.text.lower().split()) in flat
        if not may_go and (fate.status != "kept" or not as_written):
            out.append(f"“{fate.fact.text}” must stay as it is")
    return out


def left_terms(rewrite: str, forbidden: Sequence[str]) -> list[str]:
    """The forbidden words that still occur, each once."""
    pattern = words_pattern([f for f in forbidden if f.strip()])
    found = dict.fromkeys(hit.group().lower() for hit in pattern.finditer(rewrite))
    return [f"“{term}” must not be in it" for term in found]


def invented(rewrite: str, source: str) -> list[str]:
    """Numbers, dates, names and actors of `rewrite` that `source` does not hold."""
    out = [f"“{fact.text}” is not in the original" for fact, _ in added(source, rewrite)]
    return out + [f"“{actor}” is not in the original" for actor in new_actors(source, rewrite)]


def strayed(
    rewrite: str,
    source: str,
    *,
    forbidden: Sequence[str] = (),
    offered: Sequence[str] = (),
    needed: Sequence[str] = (),
) -> list[str]:
    """Words brought in or lost beyond what the plain words explain."""
    was, now = (
        set(content_stems(_without(source, forbidden))),
        set(content_stems(rewrite)),
    )
    free = {s for phrase in offered for s in content_stems(phrase)}
    out = []
    own = now - was - free - set(content_stems(source))
    if len(own) > MAX_OWN_WORDS:
        out.append("it says more than the original")
    if was and len(was - now) / len(was) > MAX_LOST_SHARE:
        out.append("it says less than the original")
    unsaid = [p for p in needed if not set(content_stems(p)) & now]
    out += [f"“{phrase}” or the like is missing" for phrase in unsaid]
    missing = lost_actors(source, rewrite)
    return out + [f"“{actor}” is gone" for actor in missing]


def malformed(rewrite: str, source: str) -> list[str]:
    """Faults of form: labels, placeholders, several paragraphs, far too long, cut short."""
    bare = rewrite.strip()
    out = []
    if not bare:
        return ["it is empty"]
    if "\n" in bare or _LABEL.search(bare):
        out.append("it must be the sentence alone")
    if _PLACEHOLDER.search(bare) and not _PLACEHOLDER.search(source):
        out.append("it has a placeholder")
    if len(words(bare)) > MAX_GROWTH * len(words(source)) + 4:
        out.append("it is far longer than the original")
    if source.rstrip()[-1:] in ".!?" and bare[-1] not in '.!?"”)':
        out.append("it has no end")
    if source.rstrip().endswith("?") != bare.endswith("?"):
        out.append("a question must stay a question, and a statement a statement")
    return out


def _without(source: str, forbidden: Sequence[str]) -> str:
    return words_pattern([f for f in forbidden if f.strip()]).sub(" ", source)


def must_stay(sentence: str, forbidden: Sequence[str] = ()) -> list[str]:
    """The numbers, dates and names of a sentence that its rewrite must keep, as written."""
    pattern = words_pattern([f for f in forbidden if f.strip()])
    kept = [f for f in facts(sentence) if f.type != "commitment" and not pattern.search(f.text)]
    return [f.text for f in kept]
