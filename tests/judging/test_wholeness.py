"""Half sentences: told from whole ones by what stands beside a seam."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evals.model_free import without_model
from server.judging.wholeness import half, has_verb, is_verb_here

SOURCE = "The consumer lag hit 4 hours on Friday, so the export was late."


@pytest.mark.parametrize(
    "torn",
    [
        "The hit 4 hours on Friday, so the export was late.",
        "Hit 4 hours on Friday, so the export was late.",
        "The consumer lag hit, so the export was late.",
        "The consumer lag.",
        "",
    ],
)
def test_what_lost_its_subject_verb_or_object_is_half(torn: str):
    assert half(torn, SOURCE)


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("The delay hit 4 hours on Friday, so the export was late.", SOURCE),
        ("The consumer lag hit 4 hours on Friday.", SOURCE),
        (SOURCE, SOURCE),
        ("Credits: 5% of the fee.", "Credits: 5% of the fee, finance approved it."),
        ("Was it the cache?", "Was it the Redis cache?"),
        ("Please retry the upload.", "Please retry the multipart upload."),
        ("Two visits at EUR 1,900 each.", "Two visits at EUR 1,900 each; internally it is three."),
    ],
)
def test_whole_sentences_and_the_writers_own_fragments_pass(text: str, source: str):
    assert half(text, source) is None


@pytest.mark.parametrize(
    ("text", "word", "verb"),
    [
        ("Kafka consumer lag hit 4 hours", "hit", True),
        ("the cache hit rate was 90%", "hit", False),
        ("The connection pool drops to 3", "drops", True),
        ("a request to the API fails", "request", False),
        ("The memory leak caused two restarts", "leak", False),
        ("The pod restart took 4 hours", "took", False),
    ],
)
def test_a_word_that_is_noun_and_verb_is_told_by_what_follows(text: str, word: str, verb: bool):
    at = text.index(word)
    assert is_verb_here(text, at, at + len(word)) is verb


_SUBJECTS = (
    "The Kafka consumer lag", "Our Redis cluster", "The API gateway timeout", "The p95 latency",
    "A memory leak in the auth service", "The Kubernetes pod", "INC-4821", "The etcd quorum loss",
    "Tom's Terraform change", "The retry storm", "Our CI pipeline",
)  # fmt: skip
_VERBS = (
    "hit 4 hours", "dropped 3% of the orders", "was fixed", "needs a decision", "will end in May",
    "fell to 40 ms", "caused two outages", "restarted every 10 minutes", "may delay the launch",
)  # fmt: skip
_TAILS = (
    "", " on Friday", " because Tom deployed without review", " (the Redis TTL was 5 s)",
    ", so the export was late", " due to a race condition in the scheduler",
    "; the shard rebalancing goes on", " and the webhook retries stopped",
)  # fmt: skip
_READERS = ("executives", "key_customer", "sales", "marketing", "designers", "vp_product")


@settings(max_examples=25, deadline=None)
@given(
    *(st.sampled_from(parts) for parts in (_SUBJECTS, _VERBS, _TAILS, _READERS)),
)
def test_no_version_by_code_holds_half_a_sentence(subject: str, verb: str, tail: str, reader: str):
    message = f"{subject} {verb}{tail}. Please confirm the new date by 4 May."
    reply, _ = without_model({"audience": reader, "confidential": [], "message": message})
    assert reply.result
    for change in reply.result["rewrites"][0]["changes"]:
        after = change["after"]
        assert change["reason"] or after == change["before"]
        if after:
            assert half(after, change["before"]) is None
            assert has_verb(after) or not has_verb(change["before"])
            assert after[0].isupper() or after[0].isdigit()


def test_no_dev_message_holds_half_a_sentence():
    path = Path(__file__).parents[2] / "evals" / "cases" / "rewrite.dev.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines()[::5]:
        reply, _ = without_model(json.loads(line))
        assert reply.result
        for change in reply.result["rewrites"][0]["changes"]:
            assert not change["after"] or half(change["after"], change["before"]) is None


def test_a_noun_cannot_do_something_to_them():
    source = "We move the jobs rather than refactoring them."
    assert half("We move the jobs rather than clean-up of the software them.", source)
    assert half("We move the jobs rather than cleaning them.", source) is None
