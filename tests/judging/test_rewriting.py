from server.judging.rewriting import disagreements


def _said(one: str, two: str) -> list[str]:
    rows = [{"audience": "vp_product", "text": one}, {"audience": "key_customer", "text": two}]
    return [d["message"] for d in disagreements(rows)]


def test_two_dates_for_one_thing_are_a_contradiction():
    (message,) = _said("The new export ships on 3 May.", "The new export ships on 5 May.")
    assert "3 May" in message and "5 May" in message


def test_a_promise_here_and_a_maybe_there_is_one():
    assert _said(
        "The export will ship with the new tariff.", "The export may ship with the new tariff."
    )


def test_a_denial_of_what_the_other_says_is_one():
    assert _said("The old data was lost on Monday.", "The old data was not lost on Monday.")


def test_a_shorter_version_of_the_same_is_none():
    one = "Uploads failed for 35 minutes on Tuesday, because the limit was not raised."
    assert _said(one, "Uploads failed for 35 minutes on Tuesday.") == []


def test_different_things_are_none():
    assert _said("The export ships on 3 May.", "Support is closed on 5 May.") == []
