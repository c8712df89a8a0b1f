"""Fixed words of STAR feedback: a reason and the question to ask oneself, per finding.

Every question leaves a blank for the learner's own fact; none suggests one.
"""

from __future__ import annotations

from collections.abc import Mapping

from server.text import content_stems

# Stems that a question may hold whatever its story says: they ask, and tell nothing.
ASKING = frozenset(
    """ask know say tell told see seen show explain describ find found think thought do did done
    make made happen chang differ differ happen becom becam get got take took taken use tri choos
    chose chosen decid pick reason altern option instead els compar measur count number figur mani
    much long often time first last next exact specif particular thing way part step term case
    exampl detail kind mean lead led come came go went start end need want could would should
    affect effect result outcom""".split()
)

# Stems of pasts whose base form has another: a question says "running" where the story says "ran".
_BASES = dict(
    pair.split(":")
    for pair in """began:begin bought:buy broke:break brought:bring built:build came:come
    caught:catch
    chose:choos chosen:choos drew:draw drove:drive fell:fall fought:fight found:find gave:give
    got:get grew:grow held:hold kept:keep knew:know led:lead left:leav lost:lose made:make
    meant:mean met:meet paid:pay ran:run rose:rise said:say sat:sit saw:see sent:send shown:show
    sold:sell sought:seek spent:spend spoke:speak stood:stand swept:sweep taught:teach
    taken:take thought:think threw:throw told:tell took:take understood:understand went:go
    withdrew:withdraw won:win wore:wear wrote:write written:write broken:break given:give
    driven:drive grown:grow known:know gone:go done:do did:do""".split()
)


def new_words(line: str, known: str, asking: frozenset[str] = ASKING) -> tuple[str, ...]:
    """Stems of a question that neither its story, its fixed question nor plain asking holds.

    A question that brings a thing, a name or a figure of its own would put it into the story.
    `known` is the story with the fixed question behind it; `asking` are the stems of plain asking.
    """
    there = {*content_stems(known), *asking}
    there |= {_BASES.get(s, s) for s in there}
    return tuple(s for s in dict.fromkeys(content_stems(line)) if _BASES.get(s, s) not in there)


def in_order(line: str, known: str) -> bool:
    """Whether the stems of a line stand in `known` in the same order, others between them."""
    left = iter([_BASES.get(s, s) for s in content_stems(known)])
    return all(any(_BASES.get(s, s) == other for other in left) for s in content_stems(line))


Pair = tuple[str, str]  # reason, question

# Per part: what keeps its level down. "keep" is said of a part that lacks nothing.
ASK: Mapping[str, Mapping[str, Pair]] = {
    "situation": {
        "absent": (
            "The setting is missing.",
            "Where were you, and what was going wrong: ____?",
        ),
        "vague": (
            "The setting holds only general words.",
            "Which product, whose problem, since when: ____?",
        ),
        "thin": (
            "The setting is short.",
            "What would an outsider need to know first: ____?",
        ),
        "no_stake": (
            "It is not said what was at stake.",
            "Who was hurt by it, and how: ____?",
        ),
        "no_figure": ("No number in the situation.", "How big was the problem: ____?"),
        "keep": ("", "Which word of it would a stranger to your trade not know?"),
    },
    "task": {
        "absent": (
            "Your own duty or goal is missing.",
            "What exactly were you asked to reach, and by when: ____?",
        ),
        "vague": (
            "The task holds only general words.",
            "What exactly were you to reach: ____?",
        ),
        "not_mine": (
            'The task is told as "we".',
            "Which part of the goal was yours: ____?",
        ),
        "no_limit": ("The task has no limit.", "By when, or within what limit: ____?"),
        "no_object": (
            "The goal is short.",
            "What exactly had to be different in the end: ____?",
        ),
        "no_figure": (
            "No number in the task.",
            "What figure would have counted as done: ____?",
        ),
        "keep": ("", "Who gave it to you, and why you?"),
    },
    "action": {
        "absent": (
            "Nothing is said of what you did.",
            "What was the first thing you did: ____?",
        ),
        "vague": (
            "No concrete step in the action.",
            "What would somebody watching you have seen you do: ____?",
        ),
        "not_mine": (
            'Only "we" or others act here.',
            "Which step would not have happened without you: ____?",
        ),
        "one_step": (
            "Only one concrete step.",
            "What did you do before or after it: ____?",
        ),
        "no_trade_off": (
            "No alternative is weighed.",
            "What else could you have done, and why not: ____?",
        ),
        "no_method": (
            "No system or method is named.",
            "Which system, method or technical choice was it: ____?",
        ),
        "keep": ("", "Which step would you defend the longest?"),
    },
    "result": {
        "absent": ("The result is missing.", "What was different afterwards: ____?"),
        "vague": (
            "The result is only a mood or an adjective.",
            "What could one see or count afterwards: ____?",
        ),
        "no_figure": (
            "No number in the result.",
            "How much was it before, and how much after: ____?",
        ),
        "loose_figure": (
            "The number does not say what it measures.",
            "How much was it before, and how much after: ____?",
        ),
        "no_baseline": ("The figure has no baseline.", "What was it before: ____?"),
        "no_time": (
            "The figure has no time.",
            "How long did it take to get there: ____?",
        ),
        "keep": ("", "What did you learn that you still use?"),
        "taught": ("", "Where have you used that lesson since?"),
    },
}

# Per problem of the contract.
PROBLEM: Mapping[str, Pair] = {
    "not_a_story": (
        "This reads as an opinion or a plan; a story tells one thing that happened.",
        "When did you last live through this, and what did you do then: ____?",
    ),
    "missing_action": ASK["action"]["absent"],
    "missing_result": ASK["result"]["absent"],
    "missing_task": ASK["task"]["absent"],
    "missing_situation": ASK["situation"]["absent"],
    "task_is_action": (
        "What you announce as the task is something you did.",
        "What were you asked to reach before you chose that step: ____?",
    ),
    "vague_action": ASK["action"]["vague"],
    "team_not_I": ASK["action"]["not_mine"],
    "vague_result": ASK["result"]["vague"],
    "result_not_linked": (
        "It is not clear that the result came from what you did.",
        "How do you know that your step led to it: ____?",
    ),
    "no_metric": ASK["result"]["no_figure"],
    "no_technical_specifics": ASK["action"]["no_method"],
    "no_tradeoff": ASK["action"]["no_trade_off"],
    "too_long": (
        "The story is long or strays from its point.",
        "Which sentence could go without changing the result: ____?",
    ),
    "no_learning": (
        "The story ends without a lesson.",
        "What do you do differently since then: ____?",
    ),
}
