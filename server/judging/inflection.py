"""The forms of regular verbs, and of the irregular ones that plain words need."""

from __future__ import annotations

import re

# Past tense and participle; one where both are the same.
_IRREGULAR = {
    "send": "sent", "make": "made", "find": "found", "build": "built", "draw": "drew drawn",
    "cut": "cut", "split": "split", "catch": "caught", "lose": "lost", "put": "put",
    "undo": "undid undone", "take": "took taken", "read": "read", "hold": "held",
    "give": "gave given", "learn": "learnt", "think": "thought", "write": "wrote written",
    "rewrite": "rewrote rewritten", "overwrite": "overwrote overwritten", "run": "ran run",
    "rerun": "reran rerun", "set": "set", "reset": "reset", "get": "got", "go": "went gone",
    "keep": "kept", "bring": "brought", "shut": "shut", "break": "broke broken",
    "tell": "told", "show": "showed shown", "leave": "left", "hide": "hid hidden", "pay": "paid",
    "speak": "spoke spoken", "choose": "chose chosen", "grow": "grew grown", "hang": "hung",
    "begin": "began begun", "wake": "woke woken", "let": "let", "lead": "led", "spend": "spent",
    "rebuild": "rebuilt", "spin": "spun", "feed": "fed", "swing": "swung", "stick": "stuck",
    "throw": "threw thrown", "fall": "fell fallen", "freeze": "froze frozen", "buy": "bought",
    "come": "came come", "bind": "bound", "spread": "spread", "win": "won", "stand": "stood",
    "withdraw": "withdrew withdrawn", "do": "did done", "redo": "redid redone", "teach": "taught",
    "rise": "rose risen", "shrink": "shrank shrunk", "bend": "bent", "sell": "sold",
    "lend": "lent", "lay": "laid", "say": "said", "see": "saw seen", "know": "knew known",
    "deal": "dealt", "mean": "meant", "feel": "felt", "hear": "heard", "meet": "met",
    "understand": "understood",
}  # fmt: skip
# A verb of one syllable that ends in one vowel and one consonant doubles it: "dropped".
_SHORT = re.compile(r"(?:[^aeiou]*|qu)[aeiou][^aeiouwxy]")
_DOUBLED = frozenset("commit rerun reset submit refer defer undercut".split())
_BE = {"be": ("be", "is", "been", "being"), "have": ("have", "has", "had", "having")}


def verb_forms(verb: str, plain: str) -> dict[str, str]:
    """The forms of a technical verb, each with the same form of the plain one.

    Base, third person, past participle, -ing form; and the past tense where it is another word.
    """
    out = dict(zip(_inflected(verb), _inflected(plain), strict=True))
    first, rest = _parted(verb)
    return out | {_past(first)[0] + rest: _inflected(plain)[2]}


def finite_past(verb: str, plain: str) -> tuple[str, str] | None:
    """The past form of a technical verb, and the plain past tense where it is no participle."""
    first, rest = _parted(verb)
    one, more = _parted(plain)
    tense, participle = _past(one)
    return (_past(first)[0] + rest, tense + more) if tense != participle else None


def is_unmarked(verb: str) -> bool:
    """Whether the past tense of a verb looks like its base form: "cut over"."""
    first, rest = _parted(verb)
    return _past(first)[0] == first


def _parted(phrase: str) -> tuple[str, str]:
    """The verb of a phrase and what follows it."""
    cut = re.match(r"[\w/-]+", phrase)
    return (cut.group(), phrase[cut.end() :]) if cut else (phrase, "")


def _inflected(phrase: str) -> tuple[str, str, str, str]:
    """The base, third person, past participle and -ing form of a verb that may have particles."""
    verb, rest = _parted(phrase)
    if verb in _BE:
        base, third, participle, ing = _BE[verb]
        return base + rest, third + rest, participle + rest, ing + rest
    return phrase, _third(verb) + rest, _past(verb)[1] + rest, _ing(verb) + rest


def third_person(verb: str) -> str:
    """The third person of a verb: "sends"."""
    return "has" if verb == "have" else "is" if verb == "be" else _third(verb)


def past_tense(verb: str) -> tuple[str, ...]:
    """The past tense of a verb, in both spellings where there are two: "learnt", "learned"."""
    tense = _past(verb)[0]
    return (tense, "learned") if verb == "learn" else (tense,)


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "o", "z")) else "s")


def _past(verb: str) -> tuple[str, str]:
    """The past tense and the past participle."""
    if verb in _BE:
        return ("was", "been") if verb == "be" else ("had", "had")
    if verb in _IRREGULAR:
        tense, _, participle = _IRREGULAR[verb].partition(" ")
        return tense, participle or tense
    if verb.endswith("y") and verb[-2] not in "aeiou":
        regular = verb[:-1] + "ied"
    elif verb.endswith("e"):
        regular = verb + "d"
    else:
        regular = _closed(verb) + "ed"
    return regular, regular


def _closed(verb: str) -> str:
    """The verb before "-ed" or "-ing", its last letter doubled where it must be."""
    return verb + verb[-1] if _SHORT.fullmatch(verb) or verb in _DOUBLED else verb


def _ing(verb: str) -> str:
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return _closed(verb) + "ing"


def plural(plain: str) -> str:
    """The plural of a noun phrase: of the word before "of", "to", "for" .., else of the last.

    What has no number ("test data") stays as it is.
    """
    words, cut = _headed(plain)
    return " ".join([*words[: cut - 1], _plural_of(words[cut - 1]), *words[cut:]])


def _plural_of(head: str) -> str:
    if head == "person":
        return "people"
    if head in _UNCOUNTED or head.endswith("s") and not head.endswith("ss"):
        return head
    if head.endswith("y") and head[-2] not in "aeiou":
        return head[:-1] + "ies"
    return head + ("es" if head.endswith(("x", "ch", "sh", "ss")) else "s")


def is_doing(plain: str) -> bool:
    """Whether a noun phrase names a doing, which is not counted: "rearranging of the page"."""
    words, cut = _headed(plain)
    head = words[cut - 1].removesuffix("s") if words else ""
    return head.endswith("ing") and len(head) > 5 and head not in _COUNTED


def _headed(phrase: str) -> tuple[list[str], int]:
    """The words of a noun phrase, and where its head ends."""
    words = phrase.split()
    cut = next((i for i, w in enumerate(words) if i and _ends_head(words, i)), len(words))
    while cut > 1 and cut < len(words) and _is_participle(words[cut - 1], words[cut - 2]):
        cut -= 1
    return words, cut


def _ends_head(words: list[str], at: int) -> bool:
    """Whether what follows is no part of the head: "record *of* changes", "person *using* it"."""
    doing = words[at].endswith("ing") and words[at - 1] in _DOERS and at + 1 < len(words)
    return words[at] in _LINKS or doing


def _is_participle(word: str, before: str) -> bool:
    """Whether a word tells what was done with the head: "place *sold* again"."""
    return (word.endswith("ed") or word in _SAID_OF) and not before.endswith("ly")


_UNCOUNTED = frozenset(
    "data software hardware storage memory access traffic encryption information content advice"
    " equipment work behaviour money".split()
)
_COUNTED = frozenset(
    "setting reading warning meeting finding drawing listing booking building heading rating saving"
    " string spelling painting recording mapping opening".split()
)
# After such a word "-ing" tells what it does.
_DOERS = frozenset("person part board tool program service team rule list people device".split())
_SAID_OF = frozenset(
    "sold held made kept written sent built done seen known shown put set found"
    " broken closer free ready due full".split()
)
_LINKS = frozenset(
    "of to for from with in on that whose per at between against under after again by as when while"
    " near across into over before until about through behind within outside inside beside".split()
)
