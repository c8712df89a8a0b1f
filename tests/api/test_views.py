import pytest

from server.api import views

CITATION = {
    "marker": 1,
    "passage_id": "p1",
    "heading_path": ["Frameworks", "Levels"],
    "quote": "within 24 to 48 hours",
    "href": "/chapters/c#p-p1",
}
PASSAGE = {"id": "p1", "heading_path": ["Frameworks"], "text": "x", "href": "/chapters/c#p-p1"}


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


def words(**given):
    return [badge.words for badge in views.badges(turn(**given))]


def test_a_marker_with_a_citation_leads_to_its_card():
    html = str(views.cited("<p>So it is [1].</p>", turn(result={"citations": [CITATION]})))
    assert 'href="#source-0-1"' in html and 'aria-label="Source 1: Levels"' in html


@pytest.mark.parametrize("html", ["<p>[2]</p>", "<code>[1]</code>", '<a href="/x">[1]</a>'])
def test_other_markers_stay_text(html):
    assert str(views.cited(html, turn(result={"citations": [CITATION]}))) == html


def test_a_heading_cannot_break_out_of_its_label():
    evil = CITATION | {"heading_path": ['"><script>']}
    assert "<script>" not in views.cited("<p>[1]</p>", turn(result={"citations": [evil]}))


def test_cited_passages_come_first_under_all_their_numbers():
    other = PASSAGE | {"id": "p2"}
    again = CITATION | {"marker": 3}
    found = views.cards({"passages": [other, PASSAGE], "citations": [CITATION, again]})
    assert [(c.passage["id"], c.markers) for c in found] == [("p1", (1, 3)), ("p2", ())]


def test_a_quote_is_marked_in_its_passage_and_the_rest_is_escaped():
    marked = views.marked("a < b within 24 hours & more", ("within 24 hours",))
    assert str(marked) == "a &lt; b <mark>within 24 hours</mark> &amp; more"


def test_a_quote_that_is_not_there_marks_nothing():
    assert str(views.marked("nothing", ("something",))) == "nothing"


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


def test_blanks_of_an_outline_are_marked():
    marked = str(views.blanks(views.rendered("It fell by [blank: how many?].")))
    assert '<span class="blank">[blank: how many?]</span>' in marked


def test_a_clean_answer_is_checked():
    assert words() == ["Checked"]


def test_what_fails_is_counted_and_a_repair_is_told():
    failing = [{"severity": "fail"}, {"severity": "pass"}]
    assert words(findings=failing, repaired=True) == ["1 thing to look at", "Repaired once"]


def test_a_stopped_answer_never_counts_as_checked():
    assert words(status="partial", error={"status": 499}) == ["Stopped early, not checked"]


def test_an_abstention_is_no_fault():
    assert words(result={"abstained": True}) == ["Not in the chapter"]


def test_a_turn_without_an_end_still_runs():
    running = turn(status="partial", timings={"first_token_ms": None, "total_ms": None})
    assert views.running(running) and views.badges(running) == []


def test_only_points_of_this_answer_are_new():
    old, new = {"dimension": "api", "point": "a"}, {"dimension": "api", "point": "b"}
    before = turn(result={"covered": [old]})
    now = turn(index=1, result={"covered": [old, new]})
    assert views.newly_covered(now, [before, now]) == [new]


def test_the_room_closes_with_the_scorecard():
    asked = turn(created_at="t", result={"kind": "interview", "remaining_s": 5})
    assert views.room([asked])["read_at"] == "t"
    assert views.room([asked, turn(index=1, result={"kind": "scorecard"})]) is None
