"""What kind of turn the candidate has taken, told by code before any model is asked."""

from __future__ import annotations

import re
from typing import Literal

from server.judging.evidence import claims, depth_of, orders
from server.judging.points import mentions
from server.modes.interview.problem import Fact, Problem
from server.text import content_stems, folded, sentences, words

Kind = Literal["silence", "order", "hostile", "meta", "question", "one_word", "off_topic", "answer"]
ONE_WORD = 3  # words up to which an answer is too short to build on
OFF_TOPIC_WORDS = 8  # shorter turns are never called off topic
OFF_TOPIC_SHARE = 0.2  # of the content stems that the problem's vocabulary holds

# In these rounds the candidate's own story sets the vocabulary.
_ANY_STORY = ("technical_deep_dive", "behavioral")
_HOSTILE = re.compile(
    r"\b(?:stupid|idiot\w*|dumb|moron|crap|shit\w*|bullshit|fuck\w*|damn|useless|pathetic|"
    r"ridiculous|"
    r"waste of (?:my )?time|hate (?:this|you)|shut up|piss\w*|screw (?:this|you)|sucks?|garbage|"
    r"nonsense|i'm done|this is a joke|who cares)\b"
)
_META = re.compile(
    r"\bwhat would (?:you|a good candidate) (?:say|do|answer)|"
    r"\b(?:tell|give|show) me the (?:answer|solution)|"
    r"\bwhat(?:'s| is) the (?:answer|right answer|solution)|\bare you (?:even |just |"
    r"actually )?(?:an? )?(?:ai|bot|human|robot|real|"
    r"language model|chatgpt|machine)|\bwho are you\b|\bhow am i doing|\bhow did i do|\bdid i pass|"
    r"\bwhat do you want (?:me )?to (?:hear|say)|\bcan you (?:just )?(?:solve|answer|"
    r"design) (?:it|this)|"
    r"\bi (?:don't|do not) know what to say|\byou (?:answer|tell me|do it|design it)\b|"
    r"\bis (?:that|this) "
    r"(?:right|correct|good|ok|okay)\b|\bwhat(?:'s| is) my score|\bdo i get\b"
)
_ASKS = re.compile(
    r"\b(?:i'?d|i would) (?:like|want) to (?:know|ask|clarify)|\b(?:let me|i want to|may i|can i) "
    r"(?:ask|clarify)|\bi need to know"
)


def kind_of(message: str, problem: Problem) -> Kind:
    """The kind of a turn; whatever holds a real claim is an answer, however it is wrapped."""
    if not words(message):
        return "silence"
    plain = folded(message)
    n_claims = len(claims(message))
    if orders(message) and not n_claims:
        return "order"
    if _HOSTILE.search(plain) and n_claims < 2:
        return "hostile"
    if _META.search(plain) and not n_claims:
        return "meta"
    if asked_for(message) and not n_claims:
        return "question"
    if len(words(message)) <= ONE_WORD and not depth_of(message).number:
        return "one_word"
    return "off_topic" if off_topic(message, problem) else "answer"


def asked_for(message: str) -> tuple[str, ...]:
    """The sentences in which the candidate asks the interviewer for something."""
    found = (s.text for s in sentences(message))
    return tuple(t for t in found if t.rstrip().endswith("?") or _ASKS.search(folded(t)))


def facts_for(message: str, problem: Problem) -> tuple[Fact, ...]:
    """The facts that the candidate's questions ask for, in the problem's order."""
    asks = asked_for(message)
    return tuple(f for f in problem.facts if any(mentions(ask, f.cues) for ask in asks))


def off_topic(message: str, problem: Problem) -> bool:
    """Whether hardly a word of a longer turn belongs to the problem."""
    own = set(content_stems(message))
    if problem.round in _ANY_STORY or len(words(message)) < OFF_TOPIC_WORDS or not own:
        return False

    return len(own & vocabulary(problem)) / len(own) < OFF_TOPIC_SHARE


def vocabulary(problem: Problem) -> frozenset[str]:
    """The stems of everything written about a problem."""
    parts = [problem.title, problem.prompt, *problem.changes, *(f.text for f in problem.facts)]
    for point in problem.points:
        parts += [point.text, point.ask, *point.terms]
    return frozenset(content_stems(" . ".join(parts)))
