from __future__ import annotations

import pytest

from server.checks.quotes import quotes_occur

STORY = "I read the error log,\nand removed the “heavy” image. It's quicker."


@pytest.mark.parametrize(
    "reply",
    [
        'You say "read the error log".',
        "You say “removed the 'heavy' image”.",
        '"the error log, and removed the"',
        "> It’s quicker.",
        'The word "latency" is a term.',
        "No quotes at all.",
    ],
)
def test_words_of_the_story_may_be_quoted_whatever_the_marks(reply):
    assert quotes_occur(reply, STORY) == []


@pytest.mark.parametrize(
    "reply", ['"I wrote the error log"', "“removed the image”", "> It got quicker.", '"read an"']
)
def test_words_that_the_story_does_not_hold_fail(reply):
    assert [f.severity for f in quotes_occur(reply, STORY)] == ["fail"]


def test_the_false_quote_is_marked_in_the_reply():
    reply = 'First "the error log", then "a full rewrite".'
    (finding,) = quotes_occur(reply, STORY)
    assert finding.span is not None and reply[slice(*finding.span)] == "a full rewrite"
