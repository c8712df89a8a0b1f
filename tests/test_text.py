import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.text import content_stems, folded, locate, sentences, words


def split(text: str) -> list[str]:
    return [s.text for s in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I led it. We won!", ["I led it.", "We won!"]),
        ("It took 3.5 hours. Then 2.", ["It took 3.5 hours.", "Then 2."]),
        ("Tools, e.g. SQL, help. Yes.", ["Tools, e.g. SQL, help.", "Yes."]),
        ("Dr. Smith agreed. So did J. Doe.", ["Dr. Smith agreed.", "So did J. Doe."]),
        ("Acme Inc. bought it.", ["Acme Inc. bought it."]),
        ("- Cut cost\n- Ran tests. Twice.", ["- Cut cost", "- Ran tests.", "Twice."]),
        ("1. First\n2. Second", ["1. First", "2. Second"]),
        ('He said "no." Then left.', ['He said "no."', "Then left."]),
        ("Wait... what? Fine.", ["Wait...", "what?", "Fine."]),
        ("Moved to v2.0.1. Done", ["Moved to v2.0.1.", "Done"]),
        ("", []),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, expected: list[str]) -> None:
    assert split(text) == expected


def test_a_line_wrapped_in_running_prose_goes_on() -> None:
    text = "The service that we had built together over the last year\nwas slow. It hurt."
    assert len(split(text)) == 2


def test_lines_of_a_chat_are_sentences_without_any_punctuation() -> None:
    lines = [
        "last spring we had a big outage in billing, it was bad",
        "i looked at the traces for a whole night and found the retry storm",
        "then capped the retries and asked ops to drain the queue, it went from 4% to 0.3% errors",
    ]
    assert split("\n".join(lines)) == lines


@given(st.text(alphabet="ab .!?\n-1)\"'é🚀", max_size=80))
def test_sentences_and_the_white_space_between_give_the_text_back(text: str) -> None:
    end = 0
    for sentence in sentences(text):
        assert text[sentence.start : sentence.end] == sentence.text
        assert text[end : sentence.start].strip() == ""
        assert sentence.text == sentence.text.strip() != ""
        end = sentence.end
    assert text[end:].strip() == ""


def test_compound_words_and_figures_are_single_words() -> None:
    assert words("A/B tests at 24-48 hours, 70/20/10, 99.9%, C++") == [
        "A/B", "tests", "at", "24-48", "hours", "70/20/10", "99.9%", "C++",
    ]  # fmt: skip


def test_function_words_carry_no_stem() -> None:
    assert content_stems("What are the pipelines that we don't have?") == ["pipelin"]


@given(st.text(max_size=60))
def test_folding_keeps_every_offset(text: str) -> None:
    assert len(folded(text)) == len(text)


def test_a_quote_is_found_whatever_its_marks_and_wraps() -> None:
    source = "She asked: “What do we\n gain – and lose?”"
    start, end = locate('"what do we gain - and lose?"', source) or (0, 0)
    assert source[start:end] == "What do we\n gain – and lose?"


def test_words_that_are_not_there_are_not_located() -> None:
    assert locate("we gained everything", "we gained nothing") is None
