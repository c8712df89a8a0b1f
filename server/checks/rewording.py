"""What a question must be that a model was asked to say in another order: the same question.

Two forms pass, compared word by word. Either a part from the end is said first ("On the first day,
what must a guest be able to do?"), or the thing asked about is ("And the old state: how did it make
itself felt?"). Nothing is added but a word that leads over, nothing is lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.records import Finding
from server.text import content_stems, folded, words

ASKING = frozenset("what which how who whom whose where why when".split())
_AUXILIARY = frozenset("is are was were do does did can could may must should would will".split())
# Words with which a part begins that can be said first: a time, a place, a condition, a means.
_PLACES = frozenset("at in on for about without between".split())
_CLAUSES = frozenset("when if before after until once while as by to".split())
_DETERMINERS = frozenset(
    "the a an each every either your both this that one two more these those".split()
)
_TIMES = frozenset("day end peak moment evening hour week year beginning start".split())
_LEANS = frozenset("it they them its their".split())
# Behind these words a preposition belongs to the verb ("look at", "able to", "wait for").
_HOLDS = frozenset(
    """look ask wait work depend rely agree think talk speak compare come care stand decide plan
    turn count able have has want need like go goes hand put get be there use used part kind sort
    lot number out over off""".split()
)
_LEADS = frozenset((("and",), ("as", "for"), ("take",), ("now", "to"), ("now",)))
_GOES_ON = frozenset("of that which who for in on at with from about and or".split())
MIN_PART = 3  # words of a part that is said first; two where a comma sets it apart
MIN_THING = 2


def rewords(reply: str, question: str, *, leads: bool = True) -> list[Finding]:
    """The reply is the question in another order; without `leads` no word may lead over to it."""
    head, tail = _split(reply)
    lead, head = _lead_of(head)
    fronted = _fronts(head, tail, question) and lead in ((), ("and",))
    if fronted and (leads or not lead):
        return []
    if (leads if lead else ":" in reply) and _names_first(head, tail, question):
        return []
    return [Finding("rewords", "fail", None, f"ask exactly this, in another order: {question}")]


def lead_of(reply: str) -> tuple[str, ...]:
    """The words that lead over to a question, such as "as for"; none where it has none."""
    return _lead_of(_split(reply)[0])[0]


def can_be_reworded(question: str) -> bool:
    """Whether a part of the question, or what it is about, could be said first."""
    asked = words(folded(question))
    parts = list(_parts(asked))
    if any(_may_go_first(part, at, question) for at, part in parts):
        return True
    return any(_is_thing(part, at, asked) for at, part in parts)


def _parts(asked: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    for start in range(1, len(asked)):
        for end in range(start + MIN_THING, len(asked) + 1):
            yield start, list(asked[start:end])


def _split(reply: str) -> tuple[list[str], list[str]]:
    """The words before the first comma or colon, and those behind it."""
    before, _, after = folded(reply).partition(":")
    head, comma, rest = before.partition(",")
    if not (comma or after):
        return [], words(before)
    said = words(head)
    if comma and words(rest) in ([], ["now"]):
        return [*words(rest), *said], words(after)
    return said, words(f"{rest} {after}")


def _lead_of(head: Sequence[str]) -> tuple[tuple[str, ...], list[str]]:
    for size in (2, 1):
        if tuple(head[:size]) in _LEADS:
            return tuple(head[:size]), list(head[size:])
    return (), list(head)


def _fronts(head: Sequence[str], tail: Sequence[str], question: str) -> bool:
    """Whether the tail is the question without the head, and the head may be said first."""
    asked = words(folded(question))
    for first in ("about", "for") if head[:1] == ["for"] else head[:1]:
        part = [first, *head[1:]]
        for at in _places(asked, part):
            if [*asked[:at], *asked[at + len(part) :]] == list(tail):
                return _may_go_first(part, at, question)
    return False


def _may_go_first(part: Sequence[str], at: int, question: str) -> bool:
    plain, text = folded(question), " ".join(part)
    asked = words(plain)
    set_apart = f", {text}" in plain
    if len(part) < (MIN_THING if set_apart else MIN_PART) or not content_stems(text):
        return False
    if not _ends_a_part(plain, text) or not _asks_at_once(asked):
        return False
    rest = {*asked[:at], *asked[at + len(part) :]}
    if _LEANS & set(part) and not _LEANS & rest and part[0] in _PLACES:
        return False
    return set_apart or _begins(part, asked[at - 1])


def _begins(part: Sequence[str], before: str) -> bool:
    if part[0] == "to":
        return before == "do"
    if part[0] == "right":
        return part[1] in _CLAUSES
    if part[0] == "from":
        return "to" in part and before not in _HOLDS
    if part[:2] == ["with", "your"]:
        return before not in _HOLDS
    if part[0] in ("on", "at", "in") and part[1] == "the" and set(part) & _TIMES:
        return before not in ASKING
    if part[0] == "without":
        return before not in _HOLDS
    if before in _HOLDS or before in ASKING:
        return part[0] in _CLAUSES and before not in ASKING and part[0] not in ("as", "by")
    return part[0] in _CLAUSES or part[0] in _PLACES and part[1] in _DETERMINERS


def _ends_a_part(plain: str, text: str) -> bool:
    """Whether the words stand together, and a part of the question ends with them."""
    at = plain.rfind(text)
    return at > 0 and plain[at + len(text) :].lstrip()[:1] in ("?", ",")


def _asks_at_once(asked: Sequence[str]) -> bool:
    """Whether the question begins with what asks, and with nothing said first already."""
    return asked[0] in ASKING or asked[0] in _AUXILIARY or asked[1] in ASKING


def _names_first(head: Sequence[str], tail: Sequence[str], question: str) -> bool:
    """Whether the tail is the question with a pronoun for the head, which is what it is about."""
    asked = words(folded(question))
    for at in _places(asked, head):
        rest = [asked[:at], asked[at + len(head) :]]
        if any([*rest[0], p, *rest[1]] == list(tail) for p in _pronouns(head)):
            return _is_thing(head, at, asked)
    return False


def _is_thing(part: Sequence[str], at: int, asked: Sequence[str]) -> bool:
    """Whether the words are all of a thing, and nothing else in the question is "it"."""
    if asked[at - 1] == "about" and at + len(part) == len(asked) and len(part) >= MIN_THING:
        return _asks_at_once(asked) and not _LEANS & set(asked)
    if len(part) < MIN_THING or part[0] not in _DETERMINERS - {"this", "that", "these", "those"}:
        return False
    if not content_stems(" ".join(part)) or set(part) & (_GOES_ON - {"of"} | _AUXILIARY | _LEANS):
        return False
    following = asked[at + len(part) :][:1]
    if following and (following[0] in ("of", "that", "which", "who") or part[-1] == "of"):
        return False
    return _asks_at_once(asked) and not _LEANS & set(asked) and not _splits(part, following)


def _splits(part: Sequence[str], following: Sequence[str]) -> bool:
    """Whether the next word may belong to the thing: only a verb or a small word ends it safely."""
    if not following:
        return False
    return following[0] not in _ENDS_A_THING


_ENDS_A_THING = frozenset(
    """make do does did be have has want say send ask hear cost get keep see gain lose need show
    call look mean go come for in on at to with from about and or when if before after until was
    were is are""".split()
)


def _pronouns(thing: Sequence[str]) -> tuple[str, ...]:
    """It or they, by the first noun that a part of its own follows, else by the last word."""
    at = next((i for i, w in enumerate(thing) if i and w in _GOES_ON), len(thing))
    many = thing[0] in ("both", "two", "more") or thing[at - 1].endswith("s")
    return ("they", "them") if many else ("it",)


def _places(asked: Sequence[str], part: Sequence[str]) -> list[int]:
    width = len(part)
    return [
        i for i in range(1, len(asked) - width + 1) if width and asked[i : i + width] == list(part)
    ]
