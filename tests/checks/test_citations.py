import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.checks.citations import (
    MARKER,
    cited,
    markers_resolve,
    quotes_are_exact,
    sentences_are_cited,
)
from tests.checks.chapter_passages import LEVELS, ROLES, SPLIT, STORIES

# Answers of the local model, as it wrote them.
STORIES_ANSWER = (
    "[1] You should prepare 3-5 stories of your own about a technical decision that you made or"
    " influenced. Tell them in the STAR format (Situation, Task, Action, Result), technical"
    " specifics included."
)
PAID_ANSWER = (
    "An on-call engineer should be paid based on their experience, technical skills, and the level"
    " of responsibility they are taking on. They should be compensated for their time and effort,"
    " as well as for the technical expertise they bring to the team. [1]"
)


def test_each_sentence_gets_the_marker_of_its_passage():
    answer = cited(STORIES_ANSWER, [SPLIT, STORIES], question="How many STAR stories?")
    assert answer.text == (
        "You should prepare 3-5 stories of your own about a technical decision that you made or"
        " influenced [2]. Tell them in the STAR format (Situation, Task, Action, Result), technical"
        " specifics included [2]."
    )
    assert {c.marker for c in answer.citations} == {2}


def test_a_marker_that_the_model_set_wrong_is_corrected():
    said = "The response to a level 2 escalation takes 24-48 hours [3]."
    answer = cited(said, [LEVELS], question="How fast is level 2?")
    assert MARKER.findall(answer.text) == ["1"]


def test_a_sentence_that_nothing_supports_is_cut_and_kept_on_record():
    said = "Collect 3-5 stories. Recruiters prefer seven stories from Amazon."
    answer = cited(said, [STORIES], question="How many stories?")
    assert answer.text == "Collect 3-5 stories [1]."
    assert answer.cut == ("Recruiters prefer seven stories from Amazon.",)


def test_an_answer_from_elsewhere_loses_every_sentence():
    answer = cited(PAID_ANSWER, [LEVELS, STORIES], question="What is an on-call engineer paid?")
    assert (answer.text, answer.citations, len(answer.cut)) == ("", (), 2)


def test_talk_about_the_passage_is_trimmed():
    said = "According to the passage, a mature product may call for 50/30/20."
    answer = cited(said, [SPLIT], question="What split suits a mature product?")
    assert answer.text == "A mature product may call for 50/30/20 [1]."


def test_a_marker_stands_after_a_closing_quotation_mark():
    said = (
        "The question asks who is involved in a level 4 escalation. The passage states that the"
        ' escalation level for level 4 is "Executive; Trigger: Customer-facing incidents, major'
        ' pivots, budget; Who to Involve: C-level, VP of Product." [1]'
    )
    answer = cited(said, [LEVELS], question="Who is involved in a level 4 escalation?")
    assert answer.text.startswith("The escalation level for level 4 is")
    assert answer.text.endswith('VP of Product" [1].')
    assert answer.cut == ()


def test_a_list_keeps_its_shape():
    said = "- A URL shortener\n- A news feed\n- A chat system"
    answer = cited(said, [STORIES], question="Which systems should I study?")
    assert answer.text == "- A URL shortener [1]\n- A news feed [1]\n- A chat system [1]"


def test_headings_and_repetitions_are_dropped():
    said = (
        "[1] Technical Roadmapping\nA younger product may run at 80/10/10. [2] "
        "Technical Roadmapping\nA younger product may run at 80/10/10."
    )
    answer = cited(said, [SPLIT], question="What about a young product?")
    assert answer.text == "A younger product may run at 80/10/10 [1]."


@pytest.mark.parametrize(
    "said",
    [
        "The failure rate of build projects is not mentioned in the given passage. [1]",
        "[1] The passage does not provide information about the football world cup in 2018.",
        "The passages do not say.",
    ],
)
def test_a_denial_is_understood(said):
    answer = cited(said, [SPLIT], question="What is the failure rate?")
    assert answer.denied and not answer.text


def test_marks_of_a_fence_never_reach_the_learner():
    assert cited("[1] 77aae4ad>>>", [SPLIT]).text == ""


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_any_text_gives_markers_that_resolve_and_quotes_that_are_exact(said):
    answer = cited(f"{said} {SPLIT.text}", [SPLIT, ROLES])
    citations = [{"marker": c.marker} for c in answer.citations]
    assert markers_resolve(answer.text, citations) == []
    assert all(c.quote in c.passage.text for c in answer.citations)


def test_a_marker_without_a_citation_fails_at_its_place():
    (finding,) = markers_resolve("So it is [1]. And so [2].", [{"marker": 1}])
    assert (finding.severity, finding.span) == ("fail", (21, 24))


@pytest.mark.parametrize(
    ("quote", "n_findings"), [("carries significant debt", 0), ("carries little debt", 1), ("", 1)]
)
def test_a_quote_must_be_in_its_passage(quote, n_findings):
    result = {
        "passages": [{"id": SPLIT.id, "text": SPLIT.text}],
        "citations": [{"marker": 1, "passage_id": SPLIT.id, "quote": quote}],
    }
    assert len(quotes_are_exact("", result)) == n_findings


@pytest.mark.parametrize(
    ("reply", "n_findings"),
    [
        ("It takes 24-48 hours [1].", 0),
        ("It takes 24-48 hours.", 1),
        ("The five roles are:\n- Platform [1]", 0),
        ("Shall I go on?", 0),
    ],
)
def test_a_sentence_that_states_something_carries_a_marker(reply, n_findings):
    assert len(sentences_are_cited(reply, "How long does it take?")) == n_findings
