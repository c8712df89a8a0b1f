"""A bank of stories: which interview questions they cover, and which story is used too often."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

from server.text import folded

Tag = Literal["conflict", "escalation", "trade-off", "failure", "leadership", "data"]
TAGS: tuple[Tag, ...] = get_args(Tag)
# The chapter asks for three to five stories with technical specifics.
WANTED = (3, 5)
MAX_ALONE = 3  # questions that may hang on one story before it is overused
READY = 2  # the level that every part of a story needs before it is told in an interview


@dataclass(frozen=True)
class BankQuestion:
    """An interview question, its round, and the tag of the stories that answer it."""

    id: str
    round: Literal["behavioral", "technical_deep_dive"]
    text: str
    tag: Tag | None  # None: any story with technical specifics


QUESTIONS = (
    BankQuestion(
        "disagreement",
        "behavioral",
        "Tell me about a disagreement with an engineer, and how it ended.",
        "conflict",
    ),
    BankQuestion(
        "escalated",
        "behavioral",
        "When did you escalate a technical problem, to whom, and what came of it?",
        "escalation",
    ),
    BankQuestion(
        "gave_up",
        "behavioral",
        "Which trade-off did you decide, and what did you give up for it?",
        "trade-off",
    ),
    BankQuestion(
        "failed",
        "behavioral",
        "What went wrong under your hands, and what do you do differently since?",
        "failure",
    ),
    BankQuestion(
        "led",
        "behavioral",
        "When did you move people who did not report to you?",
        "leadership",
    ),
    BankQuestion(
        "own_part",
        "technical_deep_dive",
        "Walk me through a technical project: which part of it was yours?",
        None,
    ),
    BankQuestion(
        "by_numbers",
        "technical_deep_dive",
        "Which decision did you take on data, and how did you know that it was right?",
        "data",
    ),
    BankQuestion(
        "technical_choice",
        "technical_deep_dive",
        "Which technical choice would you defend, and what speaks against it?",
        "trade-off",
    ),
)

# What a text shows of each tag; a suggestion, which the learner confirms or changes.
_SIGNS: Mapping[Tag, re.Pattern[str]] = {
    "conflict": re.compile(
        r"\b(disagree\w*|argu(?:ed|ing|ment)|conflict|object(?:ed|ion)s?|pushed? back|refus\w+|"
        r"clash\w*|quarrel\w*|did ?n[o']t (?:want|agree)|against (?:it|me|my|the idea)|sceptic\w*|"
        r"skeptic\w*|wanted to .{0,40} but)\b"
    ),
    "escalation": re.compile(
        r"\b(escalat\w+|incident|outage|sev ?-?[0-3]|(?:told|called|went to|brought it to|informed|"
        r"warned) (?:the |my |our )?(?:director|vp|cto|ceo|head|board|management|boss))\b"
    ),
    "trade-off": re.compile(
        r"\b(trade-?offs?|instead of|rather than|at the (?:price|cost|expense) of|gave up|"
        r"giving up|accept(?:ed|ing) that|downside|alternatives?|chose .{3,60} over)\b"
    ),
    "failure": re.compile(
        r"\b(fail(?:ed|ure)?|mistake|my fault|went wrong|i (?:should have|was wrong|missed|broke|"
        r"underestimated)|rolled? (?:it )?back|missed (?:the|our)|too late|did not work|"
        r"didn't work)\b"
    ),
    "leadership": re.compile(
        r"\b(led|convinc\w+|persuad\w+|mentor\w*|coach\w*|delegat\w+|rall\w+|brought .{0,30} "
        r"together|(?:two|three|four|five|several) teams|got .{0,30} to agree|lead the)\b"
    ),
    "data": re.compile(
        r"\b(sql|quer(?:y|ies|ied)|a/b|experiment\w*|measur\w+|analy[sz]\w+|data|metrics?|cohort|"
        r"dashboards?|sample\w*|log files?|logs|regression|baseline|funnel)\b"
    ),
}


def suggested_tags(text: str) -> tuple[Tag, ...]:
    """The tags that the words of a story speak for, in the order of TAGS."""
    low = folded(text)
    return tuple(tag for tag in TAGS if _SIGNS[tag].search(low))


@dataclass(frozen=True)
class Kept:
    """A story of the bank as the coverage looks at it: `result` is a star result."""

    id: str
    title: str
    tags: Collection[str]
    result: Mapping[str, Any]

    @property
    def levels(self) -> dict[str, int]:
        """The level of each part."""
        return {part: int(row["level"]) for part, row in self.result["parts"].items()}

    @property
    def technical(self) -> bool:
        """Whether it names steps of one's own and a system, method or technical decision."""
        codes = {p["code"] for p in self.result["problems"]}
        return self.levels["action"] >= READY and not codes & {
            "no_technical_specifics",
            "team_not_I",
            "not_a_story",
        }

    @property
    def ready(self) -> bool:
        """Whether every part is told at least partly."""
        return min(self.levels.values()) >= READY


def coverage(stories: Sequence[Kept]) -> list[dict[str, Any]]:
    """Each question with the ids of the stories that answer it; those ready to be told first."""
    return [
        {
            "id": q.id,
            "round": q.round,
            "question": q.text,
            "tag": q.tag,
            "stories": [s.id for s in sorted(stories, key=lambda s: not s.ready) if _answers(s, q)],
        }
        for q in QUESTIONS
    ]


def _answers(story: Kept, question: BankQuestion) -> bool:
    if question.tag is not None and question.tag not in story.tags:
        return False
    return question.round != "technical_deep_dive" or story.technical


def warnings(stories: Sequence[Kept]) -> list[str]:
    """What the bank lacks: too few stories, none with technical specifics, one used too often."""
    said = []
    least, most = WANTED
    if len(stories) < least:
        said.append(f"The chapter asks for {least} to {most} stories; you have {len(stories)}.")
    if stories and not any(s.technical for s in stories):
        said.append("No story names a system, a method or a technical decision of yours.")
    return said + [_overused(s, n) for s, n in _leaned_on(stories) if n >= MAX_ALONE]


def _leaned_on(stories: Sequence[Kept]) -> list[tuple[Kept, int]]:
    """Each story with the number of questions that it alone answers."""
    alone = [row["stories"][0] for row in coverage(stories) if len(row["stories"]) == 1]
    return [(s, alone.count(s.id)) for s in stories]


def _overused(story: Kept, n: int) -> str:
    return (
        f"“{story.title}” is your only answer to {n} questions; interviewers compare notes, so"
        " prepare another story for some of them."
    )
