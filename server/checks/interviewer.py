"""What a question of the interviewer must be: one, on the point, and giving nothing away.

The word lists are ours. They see words, not meaning: a question can hint without naming.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from server.checks.indirect import less_opening
from server.records import Finding
from server.text import content_stems, folded, locate, stem, words

SAID_BACK = 0.7  # share of a reflection's content stems that the candidate must have used
_DENIAL = re.compile(
    r"\b(?:not|never|no|none|nothing|without|cannot|(?:is|are|was|were|do|does|did|has|have|had|ca|"
    r"wo|would|could|should)n['’]?t)\b"
)
KEPT = 0.8  # share of a given question's words that its wording by the model must keep
_SLACK = 3  # words that may stand between them
SAME_QUESTION = 0.7  # share of common content stems from which two questions are the same

# Terms which, unless the candidate said them, tell what a good answer holds.
_TECHNICAL = frozenset(
    stem(term)
    for term in """acid acknowledgement amqp apns api async asynchronous atomic autoscaling
    availability backoff backpressure balancer batch batching bigtable bloom bottleneck broker
    buffer bucket cache caching cap cassandra cdn checksum circuit cluster coalescing column
    compression concurrency confounder consensus consistency consistent container cookie cqrs
    cron cursor daemon dashboard database dedup deduplication denormalise denormalize dispatcher
    dns docker dynamodb edge elasticsearch encryption endpoint etag etl eventual experiment
    failover fanout fan-out fcm firewall foreign gateway geohash graphql grpc guardrail hash
    hashing hbase header hexagon histogram holdout http https idempotency idempotent index
    indexes indices ingress jitter join json jwt kafka kubernetes lambda latency leader ledger
    load-balancer lock locking lru memcached microservice microservices middleware migration
    mongo mongodb monolith mqtt multi-region mutex mysql nginx nosql oauth offset optimistic
    orchestrator orm p95 p99 pagination partition partitioning payload pipeline polling postgres
    postgresql primary proxy pubsub push quadtree queue quorum rabbitmq randomise randomize
    rate-limit redirect redis redshift regex relational replica replicas replication rollback
    rpc s3 schema sdk segment semaphore sequence serverless shard sharding significance snapshot
    snowflake socket spanner sql sqs sse ssl stateless stream streaming tcp telemetry threshold
    throttle throttling throughput tls token topic transaction ttl udp uuid webhook websocket
    websockets worker xml zookeeper base62 301 302 404 429""".split()
)
_PRAISE = re.compile(
    r"\b(?:great|good|excellent|nice|perfect|awesome|wonderful|impressive|fantastic|brilliant|"
    r"amazing|"
    r"well done|well said|love (?:that|it|your|how)|smart|solid|strong|clever|interesting|"
    r"insightful|"
    r"thank you|thanks|glad|congratulations|on the right track|exactly right|correct|spot on)\b"
)
_OUT_OF_ROLE = re.compile(
    r"\bas an? (?:ai|language model|assistant)\b|\b(?:i'm|i am) (?:an? )?(?:ai|assistant|"
    r"language model)\b|"
    r"\b(?:i|we) (?:would|will|could|'d) (?:use|suggest|recommend|design|build|add|store|choose|"
    r"implement)\b|"
    r"\b(?:i|we)'(?:d|ll) (?:use|suggest|recommend|design|build|add|store|choose|implement)\b|"
    r"\bhere(?:'s| is| are)\b|\byou (?:should|could|might want to|can use|need to)\b|\bsure[,!]|"
    r"\bcertainly\b|\bof course\b|\bscore\b|\bout of (?:5|10|ten|five)\b|\binterviewer\s*:|"
    r"\bfor example\b|\bsuch as\b|\be\.g"
)


_FREE = frozenset(
    stem(verb)
    for verb in """use want plan take consider keep make get need say think mean choose start have
    expect assume believe propose put add would result""".split()
)
_ASKS_FOR = {
    "the reason": re.compile(r"\bwhy\b|\breasons?\b|\bwhat makes\b|\bwhat led\b"),
    "a figure": re.compile(
        r"\bhow (?:many|much|large|big|long|fast|quick|often|high|small|soon|far)\w*\b|"
        r"\bfigures?\b|"
        r"\bwhat (?:number|share|percentage|rate|size)\b"
    ),
}


def asks_one_question(reply: str, _value: object = None) -> list[Finding]:
    """The reply holds exactly one question mark, and it ends the reply."""
    count = reply.count("?")
    if count != 1:
        return [_fail("asks_one_question", f"there must be exactly one question, here are {count}")]
    if not reply.rstrip().rstrip("\"'”’*_)").endswith("?"):
        return [_fail("asks_one_question", "the reply must end with its question")]
    return []


def gives_nothing_away(reply: str, allowed: str) -> list[Finding]:
    """No technical term that the allowed text (candidate, problem, plain question) lacks."""
    known = set(content_stems(allowed)) | {stem(w) for w in _split(allowed)}
    new = [w for w in _split(reply) if stem(w) in _TECHNICAL and stem(w) not in known]
    return [
        _fail("gives_nothing_away", f"the candidate has not used the word “{word}”", reply, word)
        for word in dict.fromkeys(new)
    ]


def withholds(reply: str, secrets: Sequence[str]) -> list[Finding]:
    """None of the phrases that would answer the question is in the reply."""
    plain = _spaced(reply)
    found = [s for s in secrets if s != "#" and _begins_a_word(_spaced(s)).search(plain)]
    return [_fail("withholds", f"“{s}” is part of the answer", reply, s) for s in found]


def no_praise(reply: str, _value: object = None) -> list[Finding]:
    """The interviewer neither praises nor thanks."""
    hit = _PRAISE.search(folded(reply))
    return [_fail("no_praise", "leave out praise and thanks", reply, hit.group())] if hit else []


def stays_in_role(reply: str, _value: object = None) -> list[Finding]:
    """The interviewer asks; no advice, no examples, no talk about being a program."""
    hit = _OUT_OF_ROLE.search(folded(reply))
    if hit is None:
        return []
    return [_fail("stays_in_role", "only ask, without advice or examples", reply, hit.group())]


def not_asked_before(reply: str, asked: Sequence[str]) -> list[Finding]:
    """The reply is not one of the earlier questions in other clothes."""
    mine = set(content_stems(less_opening(reply)))
    for earlier in asked:
        theirs = set(content_stems(less_opening(earlier)))
        shared = len(mine & theirs) / max(1, min(len(mine), len(theirs)))
        if folded(earlier).strip() == folded(reply).strip() or (
            len(mine & theirs) >= 3 and shared >= SAME_QUESTION
        ):
            return [_fail("not_asked_before", "this has been asked before, ask something else")]
    return []


def picks_up(reply: str, phrase: str) -> list[Finding]:
    """The reply takes up at least one telling word of the candidate's phrase."""
    if not phrase or set(content_stems(reply)) & set(content_stems(phrase)):
        return []
    return [_fail("picks_up", f"take up the candidate's words “{phrase}”")]


def says_back(reply: str, answer: str) -> list[Finding]:
    """A statement to the candidate, made of the answer's words, denying what the answer denies."""
    if not re.match(r"(?:so )?you\b", folded(reply)) or "?" in reply:
        return [_fail("says_back", "begin with “You”, and do not ask")]
    said, known = set(content_stems(reply)), set(content_stems(answer))
    if len(said & known) < max(2, SAID_BACK * len(said)):
        return [_fail("says_back", "use the candidate's own words")]
    if bool(_DENIAL.search(folded(reply))) != bool(_DENIAL.search(folded(answer))):
        return [_fail("says_back", "keep what is denied denied, and nothing else")]
    return []


def only_says_back(reply: str, answer: str) -> list[Finding]:
    """Whatever a reflection is about, the answer named; only verbs of saying and doing are free."""
    new = set(content_stems(reply)) - set(content_stems(answer)) - _FREE
    return [_fail("only_says_back", "say nothing that the candidate did not say")] if new else []


def keeps_question(reply: str, question: str) -> list[Finding]:
    """The reply asks the question given, nearly word for word, and ends with it."""
    wanted = words(folded(question))
    tail = words(folded(reply))[-len(wanted) - _SLACK :]
    kept = sum(w in tail for w in wanted)
    if reply.rstrip().endswith("?") and kept >= KEPT * len(wanted):
        return []
    return [_fail("keeps_question", f"end with exactly this question: {question}")]


def only_joins(reply: str, pieces: Sequence[str]) -> list[Finding]:
    """Whatever the reply is about, one of the pieces named; and it denies what they deny."""
    known = {s for piece in pieces for s in content_stems(piece)}
    new = set(content_stems(reply)) - known - _FREE
    if new:
        return [_fail("only_joins", "add nothing to the candidate's words and the question")]
    denied = len(_DENIAL.findall(folded(reply)))
    if denied != sum(len(_DENIAL.findall(folded(piece))) for piece in pieces):
        return [_fail("only_joins", "keep what is denied denied, and nothing else")]
    return []


def speaks_to_you(reply: str, _value: object = None) -> list[Finding]:
    """The candidate's "I" and "we" have become "you"."""
    hit = re.search(r"\b(?:i|we|my|our|us|me)\b", folded(reply))
    if hit is None:
        return []
    return [_fail("speaks_to_you", "say “you” instead of “I” or “we”", reply, hit.group())]


def asks_for(reply: str, wish: str) -> list[Finding]:
    """The question asks for "the reason" or "a figure", whichever is wished."""
    if _ASKS_FOR[wish].search(folded(reply)):
        return []
    return [_fail("asks_for", f"ask for {wish}")]


def _split(text: str) -> list[str]:
    out: list[str] = []
    for word in words(folded(text)):
        out.extend([word, *re.split(r"[-_/.]", word)] if re.search(r"[-_/.]", word) else [word])
    return out


def _spaced(text: str) -> str:
    return re.sub(r"[-_/\s]+", " ", folded(text)).strip()


@lru_cache(maxsize=2048)
def _begins_a_word(plain: str) -> re.Pattern[str]:
    tail = r"s?\b" if len(plain) <= 3 else ""
    return re.compile(r"(?<![a-z0-9])" + re.escape(plain) + tail)


def _fail(check: str, message: str, reply: str = "", part: str = "") -> Finding:
    return Finding(check, "fail", locate(part, reply) if part else None, message)
