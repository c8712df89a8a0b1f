from server.api import views

MOMENT = "2026-01-05T09:00:00.000Z"


def turn(**given):
    whole = {
        "index": 0,
        "status": "complete",
        "result": None,
        "findings": [],
        "repaired": False,
        "error": None,
        "timings": {"first_token_ms": 1, "total_ms": 2},
    }
    return whole | given


def test_the_text_behind_the_opening_is_what_is_left():
    rewrite = {"text": "One. Two.\n\nThree.", "opening": ["One.", "Two."]}
    assert views.after_opening(rewrite) == "Three."


def test_an_opening_that_does_not_begin_the_text_is_not_set_apart():
    rewrite = {"text": "Zero. One.", "opening": ["One."]}
    assert views.after_opening(rewrite) == "Zero. One."


def test_what_was_not_done_is_shown_beside_the_sheets():
    result = {"rewrites": [{"text": "The text."}]}
    assert (
        views.beside_sheets(turn(reply="The text.\n\n*Not done.*", result=result)) == "*Not done.*"
    )


def test_who_worked_on_a_turn_is_said():
    wrote = turn(calls=[{"model": "m"}], result=None)
    assert views.worked_by(wrote) == "m"
    for read, said in ((True, "the model read it and wrote nothing"), (False, "no model needed")):
        rewritten = turn(calls=[], result={"rewrites": [{"model_read": read}, {}]})
        assert views.worked_by(rewritten) == said
    assert views.worked_by(turn(calls=[], result=None)) == "no model needed"


def test_blanks_of_an_outline_are_marked():
    marked = str(views.blanks(views.rendered("It fell by [blank: how many?].")))
    assert '<span class="blank">[blank: how many?]</span>' in marked


def test_only_points_of_this_answer_are_new():
    old, new = {"dimension": "api", "point": "a"}, {"dimension": "api", "point": "b"}
    before = turn(result={"covered": [old]})
    now = turn(index=1, result={"covered": [old, new]})
    assert views.newly_covered(now, [before, now]) == [new]


def test_the_room_closes_with_the_scorecard():
    asked = turn(created_at=MOMENT, result={"kind": "interview", "remaining_s": 5})
    assert views.room([asked])["read_at"] == MOMENT
    assert views.room([asked, turn(index=1, result={"kind": "scorecard"})]) is None


def test_the_room_says_what_the_clock_will_show_when_the_phase_is_over():
    phases = [
        {"name": "requirements", "minutes": 5, "state": "done"},
        {"name": "api", "minutes": 4, "state": "now"},
    ]
    result = {"kind": "interview", "phases": phases, "entered_s": 300, "paused": True}
    shown = views.room([turn(created_at=MOMENT, result={**result, "elapsed_s": 320,
                                                        "remaining_s": 880})])  # fmt: skip
    assert (shown["number"], shown["minutes"]) == (2, 4)
    assert (shown["left_s"], shown["until_s"]) == (880, 660)


def test_only_the_newest_card_is_shown_whole():
    card, rated = turn(result={"kind": "scorecard"}), turn(index=1, result={"kind": "scorecard"})
    assert not views.newest_card(card, [card, rated])
    assert views.newest_card(rated, [card, rated])


def test_a_question_to_answer_next_is_not_put_with_the_problem_too():
    asked = ["How much was it before, and how much after: ____?"]
    assert (
        views.unasked(f"No number in the result. {asked[0]}", asked) == "No number in the result."
    )
    assert (
        views.unasked("Only one step. What else: ____?", asked) == "Only one step. What else: ____?"
    )
    assert views.unasked(asked[0], asked) == asked[0]
