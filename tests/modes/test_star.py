from __future__ import annotations

from datetime import UTC, datetime

import pytest

from server.checks import check_named
from server.judging.parts import PARTS
from server.judging.star_phrase import FRAMES
from server.modes.star import MODE, turn
from server.records import Call, Embed, Fields, Finding, History, PastTurn, Reply, Show, Written

NOW = datetime(2026, 1, 5, tzinfo=UTC)
EMPTY = History((), NOW)
WEAK = (
    "Our project had some issues with communication. I worked closely with the team and helped to"
    " resolve them. I made sure that everybody was aligned. The project was a great success."
)
ONBOARDING = (
    "The onboarding of our app was confusing and many people gave up. Our goal was to make it"
    " simpler. We ran interviews and redesigned the first three screens. We tested the new flow"
    " with users. After the launch more people finished the onboarding."
)
# Contract of prompts/star-advice/v2.md, applied here as the driver would.
CONTRACT = ("at_most_words", "no_new_figures", "shares_a_word")
# A phrase of Qwen2.5-Coder-1.5B-Instruct Q4_K_M at temperature 0 for a sentence of ONBOARDING.
PHRASE = "running interviews and redesigning the first three screens"


def answered(text: str, call: Call) -> Written:
    sentence = call.inputs["sentence"]
    values = {"at_most_words": 14, "no_new_figures": sentence, "shares_a_word": sentence}
    findings = [f for name in CONTRACT for f in check_named(name)(text, values[name])]
    return Written(text, findings=tuple(findings))


def run(fields: Fields, history: History = EMPTY, say=None) -> tuple[list, Reply]:
    """Drive the mode; `say` answers its calls, a failed model stands in by default."""
    steps, answer, generator = [], None, turn(fields, history)
    while True:
        try:
            step = generator.send(answer)
        except StopIteration as end:
            return steps, end.value
        answer = None
        if isinstance(step, Embed):
            continue
        steps.append(step)
        if isinstance(step, Call):
            answer = say(step) if say else Written("", finish="failed")


def after(story: str, reply: Reply, action="say") -> History:
    assert reply.result is not None
    past = PastTurn(0, action, story, reply.text, reply.result, "complete", NOW)
    return History((past,), NOW)


def test_the_marks_are_shown_before_the_model_is_asked():
    steps, _ = run(Fields(WEAK), say=lambda call: Written("", finish="length"))
    assert isinstance(steps[0], Show) and steps[0].result["kind"] == "star"
    assert steps[1:] and {type(s) for s in steps[1:]} == {Call}


def test_only_problems_with_a_frame_are_put_to_the_model():
    _, reply = run(Fields(WEAK), say=lambda call: Written("", finish="length"))
    steps, _ = run(Fields(WEAK), say=lambda call: Written("", finish="length"))
    framed = [p["quote"] for p in reply.result["problems"] if p["code"] in FRAMES]
    asked = [s.inputs["sentence"] for s in steps[1:]]
    assert asked == sorted(set(framed), key=len)
    assert len(asked) < len(reply.result["problems"])


def test_a_model_that_fails_is_not_asked_again():
    steps, _ = run(Fields(WEAK))
    assert [type(s) for s in steps[1:]] == [Call]


def test_each_advice_is_shown_as_soon_as_it_is_there():
    steps, _ = run(Fields(ONBOARDING), say=lambda call: answered(PHRASE, call))
    shown = [at for at, step in enumerate(steps) if isinstance(step, Show)][1]
    assert isinstance(steps[shown - 1], Call)
    assert PHRASE in steps[shown].result["problems"][0]["advice"]


def test_an_answer_is_put_into_the_last_story_and_compared():
    story = "Our checkout failed every Saturday. I was asked to mend it. I moved the stock check."
    _, first = run(Fields(story))
    figure = "Failed payments fell from 40 to 3 a Saturday within a month."
    _, second = run(Fields(figure, "answer"), after(story, first))
    assert second.result["story"] == f"{story} {figure}"
    assert second.result["compared"]["result"]["added"] == [figure]


def test_an_answer_without_a_story_is_read_as_the_story():
    _, reply = run(Fields(ONBOARDING, "answer"))
    assert reply.result["story"] == ONBOARDING


def test_every_call_may_fail_and_the_fixed_questions_stand_in():
    steps, reply = run(Fields(WEAK))
    assert all(s.optional for s in steps[1:])
    assert reply.result["problems"] == steps[0].result["problems"]


def test_the_result_has_what_the_contract_names():
    _, reply = run(Fields(ONBOARDING))
    wanted = {"kind", "is_story", "sentences", "parts", "problems", "questions", "outline"}
    assert wanted <= set(reply.result)
    assert set(reply.result["parts"]) == set(PARTS)
    assert all({"level", "quotes", "advice"} <= set(p) for p in reply.result["parts"].values())


def test_sentences_are_slices_of_the_story():
    _, reply = run(Fields(ONBOARDING))
    assert all(ONBOARDING[s["start"] : s["end"]] == s["text"] for s in reply.result["sentences"])


def test_a_phrase_on_the_point_stands_in_the_question_behind_the_reason():
    _, reply = run(Fields(ONBOARDING), say=lambda call: answered(PHRASE, call))
    question = f"Which part of {PHRASE} was yours alone: ____?"
    assert reply.result["problems"][0]["advice"] == f'Only "we" or others act here. {question}'
    assert reply.result["questions"][0] == question


@pytest.mark.parametrize(
    "text",
    [
        "paying the pharmacy for the first three screens",
        "redesigning the first three screens without me",
        "redesigning the first 12 screens",
        "the first three screens",
        "Which screens?",
        "",
        "redesigning the screens so that more people finish the onboarding, which they did at once",
    ],
)
def test_a_phrase_that_may_not_stand_leaves_the_fixed_question(text):
    steps, reply = run(Fields(ONBOARDING), say=lambda call: answered(text, call))
    assert reply.result["problems"] == steps[0].result["problems"]
    assert [f.check for f in reply.findings] == ["advice_on_the_point"] * len(steps[1:])


def test_a_line_cut_by_the_token_limit_is_replaced():
    cut = "What would the onboarding ____?"
    steps, reply = run(Fields(ONBOARDING), say=lambda call: Written(cut, finish="length"))
    assert reply.result["problems"] == steps[0].result["problems"]


def test_no_story_is_told_so_without_the_model():
    steps, reply = run(Fields("I think teams should talk more."))
    assert len(steps) == 1 and reply.result["is_story"] is False
    assert reply.result["outline"] is None and "one thing that happened" in reply.text


def test_the_feedback_names_each_part_with_its_level():
    _, reply = run(Fields(WEAK))
    levels = {name: part["level"] for name, part in reply.result["parts"].items()}
    assert levels["action"] == 1 and levels["result"] == 1
    assert all(f"## {name.capitalize()}: {n}/4" in reply.text for name, n in levels.items())


def test_the_reply_quotes_the_learner_word_for_word():
    _, reply = run(Fields(ONBOARDING))
    assert "> The onboarding of our app was confusing and many people gave up." in reply.text
    assert not [f for f in reply.findings if f.severity == "fail"]


def test_a_revision_says_what_moved():
    _, first = run(Fields(ONBOARDING))
    better = ONBOARDING.replace("more people finished", "completion rose from 40% to 62% in")
    _, second = run(Fields(better), after(ONBOARDING, first))
    moved = second.result["compared"]["result"]
    assert moved["now"] > moved["before"]
    assert f"- Result: {moved['before']} → {moved['now']}, up." in second.text


def test_the_first_version_is_compared_with_nothing():
    _, reply = run(Fields(ONBOARDING))
    assert "compared" not in reply.result and "Since the version before" not in reply.text


def test_an_appeal_without_new_evidence_leaves_the_levels_alone():
    _, first = run(Fields(WEAK))
    _, again = run(Fields(WEAK + " Please give it 4 of 4."), after(WEAK, first))
    assert all(c["now"] == c["before"] for c in again.result["compared"].values())


def test_own_labels_are_scored_again_without_the_model():
    _, first = run(Fields(WEAK))
    fields = Fields("", "retag", {"tags": {"3": "none"}})
    steps, reply = run(fields, after(WEAK, first))
    assert [type(s) for s in steps] == [Show]
    assert reply.result["sentences"][3]["part"] == "none"
    assert reply.result["parts"]["result"]["level"] == 0


def test_own_labels_are_kept_for_sentences_that_stay():
    _, first = run(Fields(WEAK))
    _, tagged = run(Fields("", "retag", {"tags": {"3": "none"}}), after(WEAK, first))
    past = PastTurn(1, "retag", "", tagged.text, tagged.result, "complete", NOW)
    history = History((*after(WEAK, first).turns, past), NOW)
    _, revised = run(Fields("It was in May. " + WEAK), history)
    assert revised.result["sentences"][4]["part"] == "none"


def test_labels_cannot_buy_a_level():
    _, first = run(Fields(WEAK))
    tags = {"0": "task", "1": "result", "2": "result", "3": "result"}
    _, reply = run(Fields("", "retag", {"tags": tags}), after(WEAK, first))
    assert max(p["level"] for p in reply.result["parts"].values()) <= 1


def test_retagging_nothing_asks_for_a_story():
    steps, reply = run(Fields("", "retag", {"tags": {"0": "task"}}))
    assert steps == [] and reply.result is None and "Paste one" in reply.text


@pytest.mark.parametrize("tags", [{}, {"99": "task"}, {"x": "task"}, {"0": "hero"}, None, []])
def test_odd_labels_are_left_out(tags):
    _, reply = run(Fields(WEAK, options={"tags": tags}))
    assert reply.result["sentences"][0]["part"] == "situation"


def test_the_senior_bar_asks_for_a_trade_off():
    story = (
        "At a bakery chain the order screen froze each morning. I was asked to cure it by May. I"
        " read the error log and removed the heavy image. Freezes fell from 12 to 1 a week."
    )
    _, reply = run(Fields(story, options={"level": "senior"}))
    assert "no_tradeoff" in [p["code"] for p in reply.result["problems"]]


def test_the_interview_question_stands_above_the_feedback():
    _, reply = run(Fields(WEAK, options={"question": "Tell me about a conflict."}))
    assert reply.text.startswith("For the question: Tell me about a conflict.")


def test_the_examples_show_a_strong_and_a_weak_story():
    strong, weak = (run(Fields(example["message"]))[1].result["parts"] for example in MODE.examples)
    assert min(p["level"] for p in strong.values()) >= 3
    assert max(p["level"] for p in weak.values()) <= 2


def test_a_false_quote_would_be_a_finding():
    finding = check_named("quotes_occur")("> I never said this.", WEAK)
    assert isinstance(finding[0], Finding) and finding[0].severity == "fail"


def test_the_result_tells_which_plan_read_the_story_and_why():
    plan = {"plan": "code", "why": "the model was never calibrated", "measured": {}}
    generator = turn(Fields(WEAK), EMPTY, plans={"star": plan})
    assert isinstance(next(generator), Embed)
    shown = generator.send(None)
    assert isinstance(shown, Show) and shown.result["plan"] == plan
