"""Ask, over HTTP, against recorded answers of the real model."""

from typing import Any

import pytest

from tests.conftest import Greenroom


def check_citations(turn: dict[str, Any]) -> None:
    passages = {p["id"]: p for p in turn["result"]["passages"]}
    for citation in turn["result"]["citations"]:
        assert citation["quote"] in passages[citation["passage_id"]]["text"]
        assert f"[{citation['marker']}]" in turn["reply"]
        assert citation["href"].endswith(f"#p-{citation['passage_id']}")


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("How many system design problems should I study?", "15-20"),
        ("Who is involved at escalation level 3, and how fast?", "VP of Engineering"),
        ("What does the two-sentence rule say?", "two"),
    ],
)
def test_an_answer_holds_the_fact_and_every_quote_is_the_passages_own(
    client: Greenroom, question: str, said: str
) -> None:
    turn = client.turn("ask", question)
    assert turn["status"] == "complete" and not turn["result"]["abstained"]
    assert said in turn["reply"] and turn["result"]["citations"]
    check_citations(turn)


def test_a_question_about_something_else_is_not_answered(client: Greenroom) -> None:
    turn = client.turn("ask", "What is a good recipe for lasagne?")
    assert turn["result"]["abstained"] and turn["result"]["citations"] == []
    assert turn["status"] == "complete" and turn["calls"] == []


def test_a_follow_up_reads_only_its_new_words_anew(client: Greenroom) -> None:
    session = client.open("ask")
    client.send(session, "What goes in an ADR?")
    turn = client.send(session, "why bother writing one")
    assert turn["status"] == "complete"
    judged = [c for c in turn["calls"] if c["prompt"].startswith("ask-line")]
    assert judged and all(c["usage"]["cached_tokens"] > 1_000 for c in judged)


def test_an_off_topic_follow_up_after_a_good_hit_is_not_answered(client: Greenroom) -> None:
    session = client.open("ask")
    client.send(session, "What does level 4 of the escalation table mean?")
    turn = client.send(session, "Who won the football world cup in 2018?")
    assert turn["result"]["abstained"]
