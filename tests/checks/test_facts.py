from server.checks.facts import (
    adds_nothing,
    avoids_terms,
    keeps_claim,
    keeps_facts,
    keeps_numbers,
)

SOURCE = "If the second load test fails on 20 March, we might lose another week."


def test_a_lost_number_fails():
    assert [f.severity for f in keeps_numbers("It fails on Friday.", "12% fail on Friday.")] == [
        "fail"
    ]


def test_another_format_of_a_number_passes():
    assert keeps_numbers("It takes six weeks.", "It takes 6 weeks.") == []


def test_a_promise_made_of_a_proposal_fails():
    assert keeps_facts("We will move the launch.", "We propose to move the launch.")


def test_a_condition_that_is_gone_fails():
    assert keeps_claim("The test fails on 20 March, we might lose another week.", SOURCE)


def test_a_new_name_fails():
    assert adds_nothing("If the test in Oslo fails on 20 March, we might wait.", SOURCE)


def test_a_placeholder_fails():
    assert adds_nothing("Dear [Name], we might lose a week.", SOURCE)


def test_a_forbidden_word_in_the_plural_fails():
    assert avoids_terms("The load tests fail.", ["load test"])


def test_an_echo_of_the_fence_fails():
    # What the model wrote to an early wording of the prompt.
    reply = "<<<63633991\nWe undone at 09:45.\n63633991>>>\n\nSentence:"
    assert adds_nothing(reply, "We rolled back at 09:45.")


def test_a_faithful_sentence_passes_every_check():
    reply = "If the second test under heavy use fails on 20 March, we might lose another week."
    checks = (keeps_numbers, keeps_facts, keeps_claim, adds_nothing)
    assert [f for check in checks for f in check(reply, SOURCE)] == []
