from server.judging.needs import needs, roles

ALL = ("decision_or_ask", "impact", "timeline", "risk")


def test_a_need_that_the_source_does_not_meet_becomes_a_question_with_a_blank():
    found = needs(("risk",), "We ship on Friday.", "We ship on Friday.", "Executives")
    assert [n.status for n in found] == ["missing_in_source"]
    assert "____" in (found[0].question or "")


def test_a_need_that_a_rewrite_lost_is_dropped():
    source = "The launch slips to 3 May. Please approve it."
    found = needs(("decision_or_ask",), source, "The launch slips to 3 May.", "Executives")
    assert [n.status for n in found] == ["dropped"]


def test_a_full_message_states_all_needs():
    text = (
        "We recommend moving the launch to 24 May. About 40 customers are affected. "
        "If the test fails, we might lose a week."
    )
    assert {n.status for n in needs(ALL, text, text, "Executives")} == {"stated"}


def test_a_question_is_open():
    assert "open_question" in roles("Which option is cheaper?")
