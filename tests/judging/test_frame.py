import pytest

from server.judging.frame import out_of_frame, takes_away_only

SOURCE = "We propose to move the cron jobs to the new cluster by 9 May, unless the test fails."
TERMS = ["cron jobs", "cluster"]
PLAIN = ["scheduled tasks", "group of servers"]


def _out(rewrite: str) -> list[str]:
    return out_of_frame(rewrite, SOURCE, TERMS, offered=PLAIN, unknown=0)


def test_an_edit_that_only_swaps_the_words_keeps_the_frame():
    rewrite = (
        "We propose to move the scheduled tasks to the new group of servers by 9 May, "
        "unless the test fails."
    )
    assert _out(rewrite) == []


@pytest.mark.parametrize(
    "rewrite",
    [
        "The scheduled tasks move to the new group of servers by 9 May, unless the test fails.",
        "Unless the test fails by 9 May, we propose to move the scheduled tasks to the servers.",
        "We propose to move the scheduled tasks to the new group of servers by 9 May.",
        "We propose to move the scheduled tasks to the new, faster and much cheaper group of "
        "servers by 9 May, unless the test fails.",
    ],
)
def test_an_edit_that_touches_the_rest_breaks_it(rewrite):
    assert _out(rewrite)


def test_taking_away_adds_and_moves_nothing():
    assert (
        takes_away_only("No file was lost on 3 May.", "As Olga erred, no file was lost on 3 May.")
        == []
    )
    assert takes_away_only("No file will be lost.", "No file was lost, says Olga.")
