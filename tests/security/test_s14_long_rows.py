"""S14: rows of one sign, as long as a message may be, hold the judging code for seconds at most."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pytest

from server.checks import interviewer
from server.config import ROOT, Settings
from server.corpus.study import study_material
from server.judging.expectation import expected, lacks_what_is_named, met
from server.judging.rewriting import checked_rewrite
from server.judging.verdict import verdict
from server.modes.ask.listing import question_part, wants_list
from server.modes.ask.orders import without_orders
from server.modes.ask.refusal import unknowable
from server.text import MAX_SPACE, MAX_WORD, bounded

LONGEST = Settings.model_fields["max_message_chars"].default
# Seconds of the processor; measured were 0.03 to 1.6 (docs/security.md), before it never ended.
LIMIT = 12.0
ROWS = {
    "one letter": "a",
    "figures": "7",
    "brackets": "(",
    "pairs of brackets": ")(",
    "commas": ",",
    "spaces": " ",
    "line breaks": "\n",
    "spaces and tabs": " \t",
    "figures and commas": "1,",
    "hyphens": "a-",
    "full stops": ".",
    "was was was": "was ",
    "2,000 sentences": "We did it. ",
    "4,000 words": "he is ",
}


@lru_cache(maxsize=1)
def study() -> Any:
    return study_material(ROOT)


def rewrite(text: str) -> None:
    known = study()["audiences"]
    checked_rewrite(text, text, next(iter(known)), audiences=known, jargon=study()["jargon"])


def star(text: str) -> None:
    verdict(f"I moved it to a queue. {text}")


def ask(text: str) -> None:
    question = without_orders(text)
    for job in (question_part, wants_list, expected, unknowable):
        job(question)
    met("How many engineers are there?", text)
    lacks_what_is_named(question, text)


def interview(text: str) -> None:
    for alone in ("asks_one_question", "no_praise", "stays_in_role", "speaks_to_you"):
        getattr(interviewer, alone)(text)
    for pair in ("gives_nothing_away", "says_back", "only_says_back", "keeps_question"):
        getattr(interviewer, pair)(text, text)
    interviewer.withholds(text, ["a cache", "Redis"])
    interviewer.not_asked_before(text, [text])


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    """Ends what takes longer, within a search by a pattern too, which looks for signals."""

    def end(*_: object) -> None:
        pytest.fail(f"more than {seconds} s of the processor")

    before = signal.signal(signal.SIGVTALRM, end)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


@pytest.mark.parametrize("row", ROWS)
@pytest.mark.parametrize("job", [ask, interview, star, rewrite])
def test_s14_a_long_row_is_judged_in_seconds(job: Callable[[str], None], row: str) -> None:
    study()
    text = f"It {ROWS[row] * (LONGEST // len(ROWS[row]))}"[: LONGEST - 4] + " it."
    with at_most(LIMIT):
        job(text)


def test_s14_what_takes_too_long_is_ended() -> None:
    with pytest.raises(pytest.fail.Exception), at_most(0.2):
        began = time.process_time()
        while time.process_time() - began < 20:
            pass


def test_s14_only_rows_are_bounded() -> None:
    plain = "Failures fell from 5% to 0.4%.\n\n  - https://example.org/a/long/path?of=it  "
    assert bounded(plain) == plain
    assert bounded("a" * 500 + " " * 500 + "b") == "a" * MAX_WORD + " " * MAX_SPACE + "b"
