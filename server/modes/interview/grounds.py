"""Whether a claim holds what a question about it takes for granted.

"What makes that the right kind of store here?" is a question about a store: behind a claim that
speaks of none it asks for the reason of nothing. The word lists are ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from server.judging.evidence import content_overlap
from server.judging.points import mentions

# What stands in a question, and the words of which the claim must hold one.
_MOVED = ("went", "fell", "rose", "dropped", "down", "up from", "more", "fewer", "less", "faster",
          "halved", "doubled", "improv", "reduc", "moved", "grew", "better", "worked", "shipped",
          "deliver", "ended", "none", "slipped")  # fmt: skip
_CAUSE = ("because", "cause", "due", "release", "fault", "bug", "change", "drop", "fell", "fall",
          "rise", "rose", "broke", "explain", "reason", "season", "campaign", "could be", "might",
          "holiday", "rival", "stopped")  # fmt: skip
_PART = ("service", "server", "cache", "queue", "gateway", "worker", "balancer", "cdn", "database",
         "db", "store", "index", "app", "backend", "client", "api", "job", "component", "module",
         "replica", "copy", "pipeline", "broker", "part", "library")  # fmt: skip
_TAKES_FOR_GRANTED: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("kind of store", ("store in", "stored in", "sql", "nosql", "postgres", "mysql", "dynamo",
                       "mongo", "cassandra", "redis", "database", "db", "table", "key value",
                       "object stor", "bucket", "disk", "warehouse", "index", "cache")),
    ("that part", _PART),
    ("a separate part", _PART),
    ("form of call", ("call", "endpoint", "request", "get", "post", "put", "delete", "patch",
                      "return", "send", "give", "answer", "respon", "api", "rest", "graphql",
                      "parameter", "code", "error", "status", "webhook", "page", "token")),
    ("the caller gain", ("call", "endpoint", "request", "get", "post", "put", "delete", "patch",
                         "return", "send", "give", "answer", "respon", "api", "rest", "graphql",
                         "parameter", "code", "error", "status", "webhook", "page", "token")),
    ("that number", ("number", "share", "rate", "percent", "ratio", "count", "how many", "metric",
                     "average", "median", "mean", "conversion", "retention", "minutes", "divided",
                     "people who", "users who", "over started")),
    ("that limit", ("limit", "only", "cannot", "can't", "not", "isn't", "aren't", "doesn't",
                    "won't", "no", "battery", "offline", "slow", "at most", "privacy", "without",
                    "too", "lack", "budget", "engineers")),
    ("that cost", ("cost", "lose", "loses", "lost", "give up", "gives up", "slow", "late", "old",
                   "stale", "expensive", "worse", "risk", "pay", "price", "delay", "wait", "gone",
                   "fewer")),
    ("convince", ("agree", "convinc", "accept", "came round", "said yes", "settled", "persuad",
                  "gave in", "changed their", "changed his", "changed her", "signed off",
                  "on board", "came along", "went along")),
    ("see it that way", ("thought", "think", "felt", "wanted", "afraid", "feared", "against",
                         "believed", "disagree", "worried", "refus", "complain", "argued",
                         "insist")),
    ("the groups", ("group", "half", "random", "control", "arm", "variant", "split", "cohort")),
    ("show the cause", ("compare", "random", "control", "test", "experiment", "half", "group",
                        "split", "before and after")),
    ("speak against it", _CAUSE),
    ("one likely", _CAUSE),
    ("other way round", ("instead", "rather", "over", "than", "before", "first", "only", "prefer",
                         "choose", "chose", "pick", "give up", "gives up", "gave up", "trade",
                         "more", "not", "wouldn't", "won't", "don't", "didn't", "no")),
    ("matter to those who use", ("must", "should", "need", "want", "only", "never", "always",
                                 "fast", "quick", "within", "safe", "private", "free", "cheap",
                                 "without", "no", "not", "second", "minute", "lose", "lost",
                                 "wrong", "leave", "late", "wait", "trust", "cannot", "can't",
                                 "easy", "simple")),
    ("turn out that way", (*_MOVED, "won", "lost", "success", "fail", "end", "came", "stay",
                           "never", "again", "finish", "live", "result", "after that", "since")),
    ("your change", _MOVED),
    ("did it move", _MOVED),
    ("because of you", _MOVED),
)  # fmt: skip
# What a claim that only denies ("I wouldn't store each room") gives nothing to ask about.
_OF_SOMETHING = ("in that form", "kind of store", "form of call")
SHARED = 2  # words with a meaning of their own in common, from which a fact is what is asked for
_HOW_SOON = re.compile(r"\bhow (?:soon|long|late|quick|fast|much time)\b")
_WITHIN = re.compile(
    r"\b(?:within|at most|after|takes?) .{0,25}\b(?:seconds?|minutes?|hours?|days?)\b"
)
_DENIES = re.compile(r"\b(?:not|never|no|without|cannot)\b|n['’]t\b", re.IGNORECASE)


def fits(question: str, claim: str) -> bool:
    """Whether the claim holds what the question takes for granted; true where that is nothing."""
    asks = question.lower()
    if any(phrase in asks for phrase in _OF_SOMETHING) and _DENIES.search(claim):
        return False
    for phrase, held in _TAKES_FOR_GRANTED:
        if phrase in asks:
            return mentions(claim, held)
    return True


def fitting(options: Sequence[str], first: int, claim: str) -> int | None:
    """The place of the first question that fits the claim, from `first` on and round again."""
    places = [(first + step) % len(options) for step in range(len(options))]
    return next((at for at in places if fits(options[at], claim)), None)


def asks_for_told(question: str, told: Sequence[str]) -> bool:
    """Whether a question asks for a time that one of the facts just told holds.

    Other figures that share words with a fact are mostly to be worked out from it.
    """
    if not _HOW_SOON.search(question.lower()):
        return False
    return any(_WITHIN.search(f.lower()) and content_overlap(question, f) >= SHARED for f in told)
