from server.api.verdicts import badges, checks_of, outcome, running


def turn(**given):
    whole = {
        "status": "complete",
        "reply": "One thing. Another thing.",
        "result": None,
        "findings": [],
        "repaired": False,
        "error": None,
        "timings": {"first_token_ms": 1, "total_ms": 2},
    }
    return whole | given


def finding(severity, span=None, message="so it is"):
    return {"check": "a_check", "severity": severity, "span": span, "message": message}


def words(**given):
    return [badge.words for badge in badges(turn(**given))]


def test_a_clean_answer_is_checked():
    assert words() == ["Checked"]


def test_what_fails_is_counted_and_a_repair_is_told():
    failing = [finding("fail"), finding("pass")]
    assert words(findings=failing, repaired=True) == ["1 thing to look at", "Repaired once"]


def test_a_failed_check_lies_open_and_a_warning_does_not():
    opened = [badges(turn(findings=[finding(s)]))[0].open for s in ("fail", "warn", "pass")]
    assert opened == [True, False, False]


def test_a_badge_holds_its_checks_with_what_needs_a_look_first():
    found = checks_of(turn(findings=[finding("pass"), finding("warn"), finding("fail")]))
    assert [c.severity for c in found] == ["fail", "warn", "pass"]
    assert found[0].message == "So it is"


def test_a_check_quotes_the_part_of_the_reply_that_it_is_about():
    (check,) = checks_of(turn(findings=[finding("fail", (11, 25))]))
    assert check.quote == "Another thing."


def test_a_stopped_answer_never_counts_as_checked():
    assert words(status="partial", error={"status": 499}) == ["Stopped early, not checked"]


def test_an_answer_that_broke_off_is_not_finished():
    assert words(status="partial", error={"status": 502}) == ["Not finished"]


def test_an_abstention_is_no_fault():
    assert words(result={"abstained": True}) == ["Not in the chapter"]


def test_a_quotation_in_place_of_an_answer_says_so():
    quoted = "In the chapter's words: “So it is” [1]."
    assert words(reply=quoted, findings=[finding("warn")]) == ["The chapter's own words"]


def test_no_two_verdicts_look_alike():
    turns = [
        turn(),
        turn(findings=[finding("warn")]),
        turn(findings=[finding("fail")]),
        turn(status="partial", error={"status": 499}),
        turn(status="partial", error={"status": 502}),
        turn(result={"abstained": True}),
        turn(reply="In the chapter's words: “x” [1]."),
    ]
    icons = [badges(t)[0].icon for t in turns]
    assert len(set(icons)) == len(icons)


def test_a_turn_without_an_end_still_runs():
    unended = turn(status="partial", timings={"first_token_ms": None, "total_ms": None})
    assert running(unended) and badges(unended) == []
    assert outcome(unended) == "Still being written"
