"""What a question must be that a model was asked to put indirectly: the same question, no more.

"What did you give up?" becomes "Could you say what you gave up?": the opening words as given, then
the question in the order of a statement. The auxiliary goes behind its subject, and where it was a
form of "do" the verb takes its tense. Every other word stays in its place. The forms that pass are
worked out from the question, so nothing can be added, lost or answered. A question that keeps its
own order passes only where it begins with a case ("Suppose two classes want it, who gets it?").
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import product

from server.checks.rewording import ASKING
from server.judging.evidence_words import VERBS
from server.judging.inflection import past_tense, third_person
from server.records import Finding
from server.text import folded, stem, words

_BE = frozenset("is are was were".split())
_DO = frozenset("do does did".split())
_MODAL = frozenset("can could may might must should would will".split())
_HAVE = frozenset("has have had".split())
_AUXILIARY = _BE | _DO | _MODAL | _HAVE
_PRONOUNS = frozenset(
    """you they it we he she people somebody anybody nobody everyone everybody someone anyone this
    that these those both others each all most""".split()
)
_DETERMINERS = frozenset(
    """the a an your each every one two three all any some another other no its their this that
    these those both many most""".split()
)
_SMALL = _DETERMINERS | frozenset("of in on at to for from with by about and or as than".split())
# These may stand in what is asked for: "which part of this".
_OF_WHICH = frozenset("this these those people others both each all most".split())
_ADVERBS = frozenset("first then still really also yourself themselves itself once".split())
# What may stand before the word that asks: "for whom", "on which parts".
_BEFORE = frozenset("at in on for to from with by over of about under behind".split())
# Words with which something begins that is said before the question: a time, an aim, a place.
_SAID = frozenset("suppose imagine say let given sketch walk roughly".split())
_FRONTED = _BEFORE | frozenset("after before once while when if given during without".split())
_SEGMENT = re.compile(rf",\s+|(?<!\s)\s+(?=(?:and|or)\s+(?:{'|'.join(sorted(ASKING))})\b)")
_VERBS = frozenset("be buy cost differ distort do fail have make matter mean need".split())
_JOINTS = frozenset("and or but".split())
MIN_CASE = 2  # words: "somebody leaves"
MAX_SUBJECT = 8  # words
MAX_COPULA = 6  # words behind "is" that may go before it: "what your advice to them is"
LONG_COPULA = 4  # ... from which they may stay behind it, as one speaks
_NAMED = ("what", "who")  # ... behind one of these
OPENINGS = ("Can you tell me", "May I ask", "Could you tell me", "Would you tell me")
SUPPOSES = ("Suppose", "Imagine", "Say")  # openings of questions that begin with what happens


def asks_indirectly(reply: str, question: str, opening: str) -> list[Finding]:
    """The reply is the question behind these opening words, in the order of a statement."""
    first, said = words(folded(opening)), _plainer(words(folded(reply)))
    wanted = [*_forms(question), *(_supposed(question) if opening in SUPPOSES else ())]
    commas = reply.count(",") + _is_fronted(question) >= question.count(",")
    if commas and said[: len(first)] == first and said[len(first) :] in map(_plainer, wanted):
        return []
    return [Finding("asks_indirectly", "fail", None, f"ask exactly this, indirectly: {question}")]


def less_opening(reply: str) -> str:
    """The reply without the opening words of an indirect question: they ask for nothing."""
    opening = next((o for o in OPENINGS if reply.startswith(o)), "")
    return reply[len(opening) :]


def joint_before(asked: str) -> str:
    """What stands between the opening and what is asked: a comma before a time or a place."""
    return ", " if _is_fronted(asked) else " "


def _is_fronted(question: str) -> bool:
    """Whether a time, a place or a case stands before what asks."""
    first = _segments(question)[0]
    return bool(first) and first[0] in _FRONTED and _asks_at(first) is None


def _plainer(said: Sequence[str]) -> list[str]:
    return ["who" if word == "whom" else word for word in said]


def order_of(question: str) -> str:
    """What of the question moves, in words: "did you see" becomes "you saw"."""
    moved: list[str] = []
    for segment in _segments(question):
        asked = segment[1:] if segment[:1] and segment[0] in _JOINTS else segment
        at = 0 if asked[:1] and asked[0] in _AUXILIARY else _auxiliary(asked)
        helps = at is not None and (asked[at] in _DO or asked[at + 1] in _PRONOUNS | _DETERMINERS)
        if at is None or not helps:
            continue
        moved += _moved(asked[at], asked[at + 1 :])
    return "; ".join(moved) or "as it is"


def _moved(helper: str, rest: Sequence[str]) -> list[str]:
    subject, verb = rest[0], rest[1] if len(rest) > 1 else ""
    names_more = subject in _DETERMINERS and not (subject in _PRONOUNS and _is_verb(verb))
    if names_more or subject not in _PRONOUNS:
        start = 2 if subject in _DETERMINERS else 1  # "a lost page": no verb stands there
        last = next((w for w in rest[start : MAX_SUBJECT + 1] if _is_verb(w)), "")
        if helper not in _DO:
            return [f"“{helper}” goes behind its subject"]
        tensed = _tensed(last, helper) if last else ()
        becomes = f", “{last}” becomes “{tensed[0]}”" if tensed and tensed[0] != last else ""
        return [f"“{helper}” goes{becomes}"]
    if helper not in _DO:
        last = f" {verb}" if verb else ""
        return [f"“{helper} {subject}{last}” becomes “{subject} {helper}{last}”"]
    tensed = _tensed(verb, helper) if verb not in _ADVERBS else ()
    return [f"“{helper} {subject} {verb}” becomes “{subject} {tensed[0]}”"] if tensed else []


def _is_verb(word: str) -> bool:
    return stem(word) in VERBS or word in _VERBS


def can_be_indirect(question: str) -> bool:
    """Whether the question has an indirect form of which the check is sure."""
    return any(True for _ in _forms(question))


def begins_with_a_case(question: str) -> bool:
    """Whether the question tells first what happens: "Two of them agree, who decides?"."""
    return any(True for _ in _supposed(question))


def _supposed(question: str) -> Iterator[tuple[str, ...]]:
    first, *rest = _segments(question)
    head = first[0] if first else ""
    begins = head in ASKING | _AUXILIARY | _FRONTED | _SAID or head.endswith("ing")
    if rest and not begins and _asks_at(rest[0]) is not None and len(first) > MIN_CASE:
        yield tuple(words(folded(question)))


def _segments(question: str) -> list[list[str]]:
    return [words(part) for part in _SEGMENT.split(folded(question).rstrip("? "))]


def _forms(question: str) -> Iterator[tuple[str, ...]]:
    """Every indirect form of the question, as words behind the opening."""
    segments = [s for s in _segments(question) if s]
    if not segments:
        return
    fronted = _is_fronted(question)
    if fronted and (len(segments) < 2 or _asks_at(segments[1]) is None):  # noqa: PLR2004
        return
    options: list[list[tuple[str, ...]]] = []
    for at, segment in enumerate(segments):
        asks_first = at == (1 if fronted else 0)
        options.append(list(_turned(segment, asks_first)) if at or not fronted else [])
    if fronted:
        options[0] = [tuple(segments[0])]
    for parts in product(*options):
        yield tuple(w for part in parts for w in part)
        if fronted:  # what was said first may as well come last
            yield tuple(w for part in (*parts[1:], parts[0]) for w in part)


def _turned(segment: Sequence[str], asks_first: bool) -> Iterator[tuple[str, ...]]:
    """The forms of one part; none where the question begins with it and it asks nothing."""
    joint = list(segment[:1]) if segment[0] in _JOINTS else []
    asked = list(segment[len(joint) :])
    if asks_first and asked and asked[0] in _AUXILIARY:
        for turned in _statements(asked, 0):
            yield (*joint, "whether", *turned)
            yield (*joint, "if", *turned)
        return
    if not asked or _asks_at(asked) is None:
        if not asks_first:
            yield tuple(segment)
        return
    for turned in _embedded(asked):
        yield (*joint, *turned)


def _asks_at(asked: Sequence[str]) -> int | None:
    """The place of the word that asks: the first, or the second behind a preposition."""
    rest = asked[1:] if asked[:1] and asked[0] in _JOINTS else asked
    if rest[:1] and rest[0] in ASKING:
        return 0 if rest[1:2] not in (["if"], ["then"], ["about"]) else None
    return 1 if len(rest) > 1 and rest[0] in _BEFORE and rest[1] in ASKING else None


def _embedded(asked: Sequence[str]) -> Iterator[tuple[str, ...]]:
    at = _auxiliary(asked)
    if at is None:
        # What asks is the subject: "who watches those who look".
        if len(asked) == 1 or not _inverts(asked):
            yield tuple(asked)
        return
    following = asked[at + 1]
    is_subject = following not in _PRONOUNS | _DETERMINERS
    if asked[at] in _BE:
        yield from _copulas(asked, at, is_subject=is_subject)
    elif is_subject and asked[at] not in _DO and not _plural(following):
        yield tuple(asked)
    else:
        yield from _statements(asked, at)


def _auxiliary(asked: Sequence[str]) -> int | None:
    """Where the auxiliary of the question stands, None where its verb has none."""
    start = (_asks_at(asked) or 0) + 1
    for at in range(start, len(asked) - 1):
        if asked[at] in _AUXILIARY:
            return at
        if asked[at] in ASKING or asked[at] in _PRONOUNS - _OF_WHICH:
            return None
    return None


def _inverts(asked: Sequence[str]) -> bool:
    pairs = zip(asked, asked[1:], strict=False)
    return any(a in _AUXILIARY - _HAVE and b in _PRONOUNS | _DETERMINERS for a, b in pairs)


def _copulas(asked: Sequence[str], at: int, *, is_subject: bool) -> Iterator[tuple[str, ...]]:
    """Forms with "is": the subject may be what asks, or the words behind it."""
    rest = asked[at + 1 :]
    names_what = asked[_asks_at(asked) or 0] in ("which", "whose")
    if is_subject or names_what and rest[0] not in _PRONOUNS:
        yield tuple(asked)
        return
    yield from _statements(asked, at)
    if rest[0] not in _PRONOUNS or rest[0] in _OF_WHICH and rest[1:2] == ["of"]:
        if len(rest) <= MAX_COPULA:
            yield (*asked[:at], *rest, asked[at])
        names = asked[_asks_at(asked) or 0] in _NAMED and "there" not in rest
        if names and len(rest) >= LONG_COPULA:
            yield tuple(asked)


def _statements(asked: Sequence[str], at: int) -> Iterator[tuple[str, ...]]:
    """The question with its auxiliary behind the subject, for each subject there may be."""
    before, helper, rest = asked[:at], asked[at], list(asked[at + 1 :])
    for n in range(1, min(MAX_SUBJECT, len(rest)) + 1):
        if not _may_be_subject(rest, n, helper):
            continue
        subject, tail = rest[:n], rest[n:]
        if helper not in _DO:
            yield (*before, *subject, helper, *tail)
            continue
        adverbs = [tail.pop(0)] if len(tail) > 1 and tail[0] in _ADVERBS else []
        for verb in _tensed(tail[0], helper):
            yield (*before, *subject, *adverbs, verb, *tail[1:])


def _may_be_subject(rest: Sequence[str], n: int, helper: str) -> bool:
    first, after = rest[0], rest[n] if n < len(rest) else ""
    if first == "not":
        return False
    if after in _SMALL and not (helper in _BE and n == 1) or not after and helper not in _BE:
        return False
    if n == 1:
        return first in _PRONOUNS or _plural(first) or helper in _DO and first not in _DETERMINERS
    if first in _PRONOUNS - _DETERMINERS:
        return False
    return rest[n - 1] not in _SMALL


def _plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith("ss")


def _tensed(verb: str, helper: str) -> Sequence[str]:
    if verb == "not":
        return ()
    if helper == "do":
        return (verb,)
    return (third_person(verb),) if helper == "does" else past_tense(verb)
