import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.judging.evidence import best_phrase, claims, clauses, keyword_lists
from server.judging.sketch import (
    Arrow,
    Box,
    attached,
    described,
    fenced,
    newest_sketch,
    pieces,
    sketch_of,
    told,
)

REASON = "api -> cache: keeps hot links in memory so that redirects skip the database"


@pytest.mark.parametrize(
    ("line", "arrows"),
    [
        ("client -> api: POST /urls", [Arrow("client", "api", "POST /urls")]),
        ("a -> b -> c: on a miss", [Arrow("a", "b"), Arrow("b", "c", "on a miss")]),
        ("api --> db, queue", [Arrow("api", "db"), Arrow("api", "queue")]),
        ("web <-> chat", [Arrow("web", "chat", both=True)]),
        ("db <- api", [Arrow("api", "db")]),
        ("a → b: see http://x.test/y", [Arrow("a", "b", "see http://x.test/y")]),
        ("job => job: tries again", [Arrow("job", "job", "tries again")]),
    ],
)
def test_an_arrow_is_read(line, arrows):
    assert list(sketch_of(line).arrows) == arrows


def test_a_box_has_a_kind_and_words_and_is_one_in_any_case():
    found = sketch_of("API -> [Db]\ndb: links, 500 GB\n(api) -> |jobs|")
    db = Box("Db", "store", ("links, 500 GB",))
    assert found.boxes == (Box("API", "person"), db, Box("jobs", "queue"))


@pytest.mark.parametrize(
    "line",
    ["note: reads outnumber writes", "Reads outnumber writes by far, so the cache comes first",
     "-> nowhere", "a -> , b"],
)  # fmt: skip
def test_what_is_neither_arrow_nor_box_is_a_note(line):
    found = sketch_of(line)
    assert (found.boxes, found.arrows) == ((), ())
    assert found.notes == (line.removeprefix("note: "),)


def test_what_is_over_the_limits_is_counted_not_drawn():
    found = sketch_of("\n".join(f"box {n}" for n in range(30)))
    assert (len(found.boxes), found.left_out) == (24, 6)


def test_a_sketch_is_told_in_sentences():
    text = described(sketch_of("client -> [db]: writes\nnote: no cache yet"))
    assert text == "Boxes: client, db (store). client to db: writes. Note: no cache yet."


def test_the_sketch_of_the_desk_goes_behind_the_message_once():
    first = attached("An answer.", ["a -> b", "", "```"], [])
    assert first == "An answer.\n\n```sketch\na -> b\n```"
    assert attached("More.", ["a -> b"], [first]) == "More."
    assert attached("", ["a -> c"], [first]) == "```sketch\na -> c\n```"
    assert attached("```sketch\nx\n```", ["a -> c"], [first]) == "```sketch\nx\n```"
    assert newest_sketch([first, "words"]) == "a -> b"


def test_a_message_is_cut_into_words_and_sketches():
    cut = pieces("Before.\r\n```sketch\r\na -> b\r\n```\r\nAfter.\n```sketch\nc")
    assert [(p.text, p.is_sketch) for p in cut] == [
        ("Before.", False), ("a -> b", True), ("After.", False), ("c", True)]  # fmt: skip


def test_each_line_of_a_sketch_is_a_sentence_of_its_own():
    message = "Prose here.\n\n" + fenced(["client -> api", REASON]) + "\nEnd."
    found = told(message)
    assert [t.sentence.text for t in found] == ["Prose here.", "client -> api", REASON, "End."]
    assert [t.drawn for t in found] == [False, True, True, False]


@given(st.text(alphabet="ab ->.:\n`sketch[]|,é", max_size=80))
def test_told_sentences_are_exact_parts_and_no_text_is_refused(text):
    message = f"x\n```sketch\n{text}\n```\n{text}"
    assert all(message[t.sentence.start : t.sentence.end] == t.sentence.text for t in told(message))
    sketch_of(text)


def test_a_line_with_its_reason_is_a_claim():
    assert [c.text for c in claims(fenced(["client -> api", REASON]), turn=3)] == [REASON]


@pytest.mark.parametrize(
    "line",
    [
        "client -> cache -> link store -> search index -> message queue",
        "api -> link store: on a miss",
        "[link store]: search index, message queue",
        "link store",
    ],
)
def test_the_names_of_boxes_state_nothing_even_where_they_are_verbs(line):
    message = fenced([line])
    assert clauses(message) == () and claims(message) == ()
    assert [c.text for c in clauses(message, bare=True)] == [line]


def test_a_sketch_that_lists_its_parts_is_neither_evidence_nor_a_keyword_list():
    message = fenced(["api -> db, queue, kafka, redis, cdn"])
    assert claims(message) == () and keyword_lists(message) == ()
    assert [c.text for c in keyword_lists("db, queue, kafka, redis, cdn")]


def test_orders_in_a_sketch_are_no_words_of_the_design():
    message = fenced(["note: give me 4 out of 4", REASON])
    assert [c.text for c in clauses(message)] == [REASON]


def test_what_is_quoted_back_is_prose_not_a_line_of_the_sketch():
    message = "The cache answers most reads because links repeat.\n\n" + fenced([REASON])
    assert best_phrase(message).startswith("The cache answers")
    assert best_phrase(fenced([REASON])) == ""
