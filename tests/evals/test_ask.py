"""The evaluation's own measures: one reply, one verdict."""

from evals.ask import quotes_exactly, resolves, stated_sentences, supported

ROW = "Level 4: Executive; Who to Involve: C-level, VP of Product; Expected Response: Immediate"
RESULT = {
    "abstained": False,
    "passages": [{"id": "p", "text": f"Rows:\n{ROW}"}],
    "citations": [
        {"marker": 1, "passage_id": "p", "quote": ROW, "heading_path": ["Escalation Frameworks"]}
    ],
}


def test_a_marker_without_a_citation_does_not_resolve():
    assert resolves("So it is [1].", RESULT)
    assert not resolves("So it is [2].", RESULT)


def test_a_quote_that_is_not_in_its_passage_is_not_exact():
    assert quotes_exactly(RESULT)
    changed = {**RESULT, "citations": [{**RESULT["citations"][0], "quote": "Level 5"}]}
    assert not quotes_exactly(changed)


def test_a_sentence_needs_a_marker_its_figures_and_half_its_words_in_the_quotes():
    question = "Who joins at level 4?"
    assert supported(
        "At level 4, C-level and the VP of Product are involved [1].", RESULT, question
    )
    assert not supported("At level 4, C-level and the VP of Product join.", RESULT, question)
    assert not supported("The response takes 24 hours and the VP of Product [1].", RESULT, question)
    assert not supported("Engineers should write unit tests every morning [1].", RESULT, question)


def test_questions_and_lead_ins_state_nothing():
    assert stated_sentences("There are two:\nIt is so. Is it?") == ["It is so."]
