"""The model's own sentences against their sources."""

from dataclasses import replace

from server.modes.ask.phrased import phrased
from server.modes.ask.reading import reading_of
from server.records import Written
from tests.checks.chapter_passages import SPLIT, passage

ROADMAP = passage(
    "roadmap",
    ["Technical Roadmapping"],
    "A feature roadmap is about what users are going to see. A technical roadmap adds the work they"
    " never see, which makes future features possible and brings technical debt down.",
)


def sound(text, found, question="", finish="stop"):
    near = replace(found, nearness=(0.5,) * len(found.text.split("\n")))
    return phrased(Written(text, finish), reading_of(question, [near]), question).sound


def test_a_sentence_in_the_words_of_its_source_is_sound():
    assert sound("A mature one may call for 50/30/20.", SPLIT, "What split suits a mature product?")


def test_what_the_source_says_of_something_else_is_not():
    swapped = "A feature roadmap adds the work they never see, and brings technical debt down."
    assert not sound(swapped, ROADMAP, "how do the roadmaps work")
    kept = "A technical roadmap adds the work they never see, and brings technical debt down."
    assert sound(kept, ROADMAP, "how do the roadmaps work")


def test_what_the_source_only_asks_it_does_not_state():
    fit = passage(
        "fit",
        ["Build vs Buy Analysis"],
        "Assess strategic fit - Does this capability give you a competitive advantage? If it does,"
        " lean toward build. If it is plumbing, lean toward buy.",
    )
    flipped = "Buy instead of build when the capability gives you a competitive advantage."
    assert not sound(flipped, fit, "when should we buy instead of build")
    assert sound("If it is plumbing in your infrastructure, lean toward buy.", fit, "buy or build?")


def test_a_line_that_is_neither_best_nor_in_the_question_s_words_is_no_answer():
    text = "Roles:\n- Scribe: writes the log of the day\nThe second move slipped for want of power."
    moves = replace(passage("moves", ["Moves"], text), nearness=(0.1, 0.5, 0.9))
    reading = reading_of("why did the second move slip?", [moves])
    best = [line for line in reading.lines if line.near == 0.9]

    def held(said):
        return phrased(Written(said), reading, "why did the second move slip?", best).sound

    assert not held("The scribe writes the log of the day.")
    assert held("The second move slipped for want of power.")


def test_what_is_copied_with_its_headings_is_not_sound():
    copied = "Team Norms > Split - A mature one may call for 50/30/20."
    assert not sound(copied, SPLIT, "What split suits a mature product?")


def test_a_figure_that_is_not_there_is_not_sound():
    assert not sound("A mature one may call for 40/40/20.", SPLIT, "What split?")


def test_talk_about_the_question_is_not_an_answer():
    said = "The question asks for formats. The passages list features and debt."
    assert not sound(said, SPLIT, "Which formats?")


def test_an_answer_of_many_sentences_is_not_short_enough():
    line = "A mature one may call for 50/30/20. A younger one may run at 80/10/10. "
    more = "Shift the split with the maturity of the product. "
    extra = "A common split gives roughly 70% of engineering capacity to features."
    assert not sound(line + more + extra, SPLIT, "What split?")
