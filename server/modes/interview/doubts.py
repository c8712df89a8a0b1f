"""What in a candidate's words calls for a question of its own.

Two figures for one thing, a figure that comes from nowhere, a part that is named and never
explained. All of it is read from the words alone, so it is cautious: a doubt that is not sure
is not raised.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from server.judging.evidence import Clause, claims, clauses, depth_of
from server.judging.points import Made, mentions
from server.modes.interview.asking import asks_a_fact
from server.modes.interview.phrases import newest_sayable
from server.modes.interview.transcript import Answer
from server.text import folded, stem, words

APART = 1.5  # factor from which two figures for one thing contradict each other
LONG_ENOUGH = 14  # words from which a claim about a part is taken as explaining it

_SCALE = {
    "": 1.0, "k": 1e3, "thousand": 1e3, "m": 1e6, "mio": 1e6, "million": 1e6, "b": 1e9, "bn": 1e9,
    "billion": 1e9,
}  # fmt: skip
_PERIODS = {"sec": "second", "s": "second", "min": "minute", "hr": "hour"}
_FIGURE = re.compile(
    r"(?<![\w.,/-])(?P<number>\d[\d,]*(?:\.\d+)?)\s?(?P<scale>k|m|mio|b|bn|thousand|million|billion)?"
    r"\b\s+(?P<kind>(?:(?:new|daily|monthly|active|paid|paying|registered|short|total)\s+)*)"
    r"(?P<thing>[a-z]{3,})"
    r"(?:\s*(?:per|an?|each|every|/)\s*(?P<period>second|sec|s|minute|min|hour|hr|day|week|month|"
    r"year)\b)?",
    re.IGNORECASE,
)
# Figures of these say how long or how much, of what they do not say.
_MEASURES = frozenset(
    """second seconds minute minutes hour hours day days week weeks month months year years
    percent percentage times byte bytes kilobytes megabytes gigabytes terabytes milliseconds
    millisecond characters letters digits points stars people's and the per out more less nines
    options things ways parts steps reasons phases sprints""".split()
)
# Beside one of these, two figures may well both hold.
_QUALIFIED = re.compile(
    r"\b(?:peaks?|average|avg|busiest|at most|at least|up to|if|instead|rather|no longer|actually|"
    r"sorry|correct(?:ion|ed)?|i mean|first|initially|later|eventually|grows?|growing|growth|after|"
    r"within|in (?:two|three|five|ten|\d+) years?|tenfold|times|worst|best|region|country|server|"
    r"node|machine|shard|each|of (?:them|those|these)|another|extra|additional|only|half|old|was|"
    r"were|from|to)\b"
)
_DERIVED = re.compile(
    r"\b(?:because|since|assum\w*|suppose|say|estimat\w*|based|guess\w*|if|so|that is|that's|"
    r"which is|makes|means|divided|times|multipl\w*|roughly from|comes? from|derived|measured|"
    r"according|labell?ed|sampled?|samples|counted|given|you said|told|survey\w*|benchmark\w*|"
    r"as in|similar to|like)\b|[=×*/]"
)
# Asked for a reason, a lesson would have to be its own.
_LESSON = re.compile(r"\b(?:learn(?:ed|t)|lesson|since then|next time)\b", re.IGNORECASE)
_QUANTITY = ("many", "lots", "a lot", "few", "large", "big", "huge", "small", "fast", "quick",
             "slow",
             "often", "million", "thousand", "heavy", "more than", "most", "high traffic",
             "long time", "at scale", "low latency")  # fmt: skip
_PARTS = (
    "cache", "redis", "memcached", "queue", "kafka", "rabbitmq", "cdn", "load balancer", "gateway",
    "worker", "websocket", "shard", "replica", "microservice", "elasticsearch", "kubernetes",
    "cassandra", "dynamodb", "mongodb", "graphql", "lambda", "webhook", "feature flag", "pipeline",
    "data warehouse", "message broker", "service mesh", "event bus", "search index", "cron job",
    "geohash", "bloom filter", "object store", "state machine", "rate limiter", "scheduler",
)  # fmt: skip


_PRODUCTS = {
    "redis": "Redis", "memcached": "Memcached", "kafka": "Kafka", "rabbitmq": "RabbitMQ",
    "elasticsearch": "Elasticsearch", "kubernetes": "Kubernetes", "cassandra": "Cassandra",
    "dynamodb": "DynamoDB", "mongodb": "MongoDB", "graphql": "GraphQL", "cdn": "the CDN",
}  # fmt: skip


@dataclass(frozen=True)
class Figure:
    """A figure in an answer: `text` is an exact part of it, `of` what it counts and per when."""

    turn: int
    text: str
    value: float
    of: tuple[str, str, str]


def contradiction(answers: Sequence[Answer], *, since: int = -1) -> tuple[Figure, Figure] | None:
    """An earlier figure and one of the newest answer for the same thing that do not agree.

    Figures of turns before `since` are left out: a change of requirement may have moved them.
    """
    if len(answers) < 2:
        return None
    newest = list(figures(answers[-1]))
    earlier = [f for a in answers[:-1] if a.turn >= since for f in figures(a)]
    for new in newest:
        same = [f for f in earlier if f.of == new.of]
        if any(_apart(f, new) < APART for f in same):
            continue
        if same:
            return same[-1], new
    return None


def figures(answer: Answer) -> Iterator[Figure]:
    """The figures that stand for one thing without qualification."""
    for clause in clauses(answer.message, turn=answer.turn):
        if "?" in clause.text or _QUALIFIED.search(folded(clause.text)):
            continue
        for hit in _FIGURE.finditer(clause.text):
            if hit["thing"].lower() not in _MEASURES:
                yield _figure(hit, answer.turn)


def _figure(hit: re.Match[str], turn: int) -> Figure:
    period = (hit["period"] or "").lower()
    value = float(hit["number"].replace(",", "")) * _SCALE[(hit["scale"] or "").lower()]
    kind = " ".join(hit["kind"].lower().split())
    return Figure(turn, hit.group(), value, (kind, stem(hit["thing"].lower()),
                                             _PERIODS.get(period, period)))  # fmt: skip


def _apart(one: Figure, other: Figure) -> float:
    low, high = sorted((one.value, other.value))
    return high / low if low else float("inf") if high else 1.0


def bare_figure(message: str, known: str) -> Clause | None:
    """The newest claim with a figure that nothing in the message accounts for.

    `known` holds what the interviewer has told: its figures need no account.
    """
    if _DERIVED.search(folded(message)) or depth_of(message).reason:
        return None
    told = set(re.findall(r"\d[\d,.]*\d|\d", known))
    for clause in reversed(claims(message)):
        numbers = re.findall(r"\d[\d,.]*\d|\d", clause.text)
        if numbers and depth_of(clause.text).number and not told & set(numbers):
            return clause
    return None


def derives_a_figure(message: str) -> bool:
    """Whether the message puts a figure and says how it came about."""
    plain = folded(message)
    return depth_of(message).number and bool(_DERIVED.search(plain) or depth_of(message).reason)


def without_figure(message: str) -> Clause | None:
    """The newest clause that speaks of a quantity ("many", "fast") in a message with no figure."""
    if depth_of(message).number:
        return None
    found = [c for c in clauses(message) if mentions(c.text, _QUANTITY) and "?" not in c.text]
    return newest_sayable(found)


# "I assume both count alike. If one counts twice, the rate falls ..."
_FOLLOWS = re.compile(
    r"[^.!?]{0,40}[.!?]\s+(?:if|otherwise|without (?:it|that|them)|but then)\b", re.IGNORECASE
)


def unexplained(message: str, leaving: Collection[str] = ()) -> Clause | None:
    """The newest claim without number, reason or alternative; None when all have one.

    One that can be said back comes before one that cannot.
    """
    found = [
        c
        for c in claims(message)
        if not depth_of(c.text).kinds and c.text not in leaving and not _is_followed_up(c, message)
    ]
    return newest_sayable([c for c in found if not (_LESSON.search(c.text) or asks_a_fact(c.text))])


def _is_followed_up(claim: Clause, message: str) -> bool:
    """Whether the next sentence says what follows from a claim, or what would without it."""
    said = claim.text.rstrip(" .!?")
    at = message.find(said)
    return at >= 0 and bool(_FOLLOWS.match(message, at + len(said)))


def unexplained_part(
    answers: Sequence[Answer], made: Sequence[Made], used: Collection[str]
) -> tuple[str, Clause] | None:
    """A technical part that the candidate named and never said the purpose of."""
    said = [c for a in answers for c in clauses(a.message, turn=a.turn, bare=True)]
    credited = {m.clause for m in made}
    for part in _PARTS:
        naming = [c for c in said if mentions(c.text, (part,)) and "?" not in c.text]
        if naming and part not in used and not any(_explains(c, credited) for c in naming):
            return part, naming[0]
    return None


def called(part: str) -> str:
    """A part as a question names it: products by their names, other parts with "the"."""
    return _PRODUCTS.get(part, f"the {part}")


def _explains(clause: Clause, credited: Collection[Clause]) -> bool:
    # "Redis for that": what it is for stands in the words before.
    if re.search(r"\bfor (?:that|this|those|these|it)\b", folded(clause.text)):
        return True
    if clause in credited or depth_of(clause.text).reason or depth_of(clause.text).alternative:
        return True
    return bool(claims(clause.text)) and len(words(clause.text)) >= LONG_ENOUGH
