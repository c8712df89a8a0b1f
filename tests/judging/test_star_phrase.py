from __future__ import annotations

import pytest

from server.judging.star_phrase import FRAMES, framed

# Phrases of Qwen2.5-Coder-1.5B-Instruct Q4_K_M at temperature 0, word for word: the problem, the
# learner's sentence, the phrase, and what stands in the question (None: set aside).
WRITTEN = [
    (
        "no_tradeoff",
        "wrote the acceptance test for each one myself, curl + a second acct",
        "writing the acceptance test",
        "writing the acceptance test",
    ),
    (
        "no_tradeoff",
        "I ordered a new tape drive and let the old tapes shred in front of my eyes.",
        "shredding old tapes",
        None,
    ),
    ("no_tradeoff", "dug through the logs, turned out 3 teams sent", "turning logs", None),
    ("team_not_I", "DNS was moved by the platform lads.", "moving DNS", "moving DNS"),
    ("vague_action", "worked with stakeholders, ensured quality.", "working with stakeholders", ""),
    (
        "no_metric",
        "And now the classes come out by the whale.",
        "classes coming out by the whale",
        "",
    ),
    ("no_metric", "readers were up on the 17th, nobody got cloned", "reading the news", None),
    ("no_metric", "Project is go online in September, no problem.", "Project online", None),
    ("team_not_I", "Various considerations were weighed.", "considering various factors", None),
    ("no_tradeoff", "I asked Ingrid to let it run.", "Ingrid running it", None),
    ("no_metric", "We did not launch it in May.", "launching it in May", None),
    ("no_tradeoff", "I thought I might move it to the cloud.", "moving it to the cloud", None),
    ("no_tradeoff", "I called my uncle.", "calling my uncle", "calling your uncle"),
    ("vague_action", "I steered us through it.", "steering us through it", None),
    ("vague_result", "Everybody was happy.", "everybody being happy", None),
    ("no_metric", "The calls get boring.", "the calls get boring", None),
    ("no_metric", "I check clocks first now.", "checking clocks", None),
    ("no_tradeoff", "I pulled both files up side by side.", "comparing both files", None),
    ("missing_result", "I gathered them on one site.", "gathering them on one site", None),
    ("no_tradeoff", "I moved the index.", "moving the index: it fell by half", None),
]


@pytest.mark.parametrize(("code", "sentence", "phrase", "stands"), WRITTEN)
def test_a_phrase_stands_in_its_frame_or_is_set_aside(code, sentence, phrase, stands):
    wanted = None if stands is None else FRAMES[code].format(stands or phrase)
    assert framed(code, phrase, sentence) == wanted


def test_every_frame_is_one_question_with_a_blank():
    asked = [frame.format("moving the index") for frame in FRAMES.values()]
    assert all(line.endswith(": ____?") and line.count("?") == 1 for line in asked)
    assert all("moving the index" in line for line in asked)
