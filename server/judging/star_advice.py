"""Fixed words of STAR feedback: a reason and the question to ask oneself, per finding.

Every question leaves a blank for the learner's own fact; none suggests one.
"""

from __future__ import annotations

from collections.abc import Mapping

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
        "keep": ("", "Could you say it in two sentences?"),
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
        "no_baseline": ("The figure has no baseline.", "What was it before: ____?"),
        "no_time": (
            "The figure has no time.",
            "How long did it take to get there: ____?",
        ),
        "keep": ("", "What did you learn that you still use?"),
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
