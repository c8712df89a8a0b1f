"""What kind of turn the candidate has taken, told by code before any model is asked."""

from __future__ import annotations

import re
from typing import Literal

from server.judging.evidence import claims, depth_of, less_asides, orders, telling_stems
from server.judging.points import mentions
from server.modes.interview.asking import asked_for, asks_a_fact, is_guess
from server.modes.interview.problem import Fact, Problem
from server.text import content_stems, folded, sentences, words

Kind = Literal[
    "silence", "order", "hostile", "meta", "again", "wait", "unsure", "question", "one_word",
    "off_topic", "answer",
]  # fmt: skip
ONE_WORD = 3  # words up to which an answer is too short to build on
OFF_TOPIC_WORDS = 8  # shorter turns are never called off topic
SHORT = 10  # words up to which a turn may be nothing but a request for time, or a shrug
OFF_TOPIC_STEMS = 4  # stems with a meaning of their own that a turn off topic must hold
OFF_TOPIC_SHARE = 0.2  # of the content stems that the problem's vocabulary holds

# In these rounds the candidate's own story sets the vocabulary.
_ANY_STORY = ("technical_deep_dive", "behavioral")
_HOSTILE = re.compile(
    r"\b(?:stupid|idiot\w*|dumb|moron|crap|shit\w*|bullshit|fuck\w*|damn|useless|pathetic|"
    r"ridiculous|"
    r"waste of (?:my )?time|hate (?:this|you)|shut up|piss\w*|screw (?:this|you)|sucks?|garbage|"
    r"nonsense|i'm done|this is a joke|who cares)\b"
)
# Talk about the interview: who asks, how it goes, what the answer would be.
_META = {
    "asks_who": re.compile(
        r"\bare you (?:even |just |actually |really )?(?:an? )?(?:ai|bot|human|robot|real|person|"
        r"language model|chatgpt|machine|program)|\bwho are you\b|\bwhat are you\b"
    ),
    "asks_verdict": re.compile(
        r"\bhow (?:am i doing|did i do|was that)\b|\bdid i pass|\bis (?:that|this|it) (?:right|"
        r"correct|good|ok|okay|enough|fine)\b|\bwhat(?:'s| is) my score|\bdo i get\b|"
        r"\bam i (?:right|on the right track)\b"
    ),
    "asks_answer": re.compile(
        r"\bwhat would (?:you|a good candidate) (?:say|do|answer|choose|use|pick)|"
        r"\bhow would you (?:do|solve|design|answer)|"
        r"\b(?:tell|give|show) me (?:the|an|a|your) (?:\w+ )?(?:answer|solution|example)|"
        r"\bwhat(?:'s| is) the (?:right |best |correct )?(?:answer|solution)|"
        r"\bwhat do you (?:want (?:me )?to (?:hear|say)|expect|think)\b|"
        r"\bcan you (?:just )?(?:solve|answer|design|do) (?:it|this)|"
        r"\bi (?:don't|do not) know what to say|\byou (?:answer|tell me|do it|design it)\b"
    ),
}
_AGAIN = re.compile(
    r"\b(?:repeat|rephrase|reword) (?:that|it|the question|your question|please)|\bsay (?:that|it) "
    r"again|\bwhat (?:do|did) you mean|\bwhat does that mean|\bwhat was the question|"
    r"\b(?:don't|do not|didn't|did not) (?:quite )?(?:understand|get|follow) (?:the question|that|"
    r"what you|your question)|\bclarify (?:the|your) question|\bi am confused|\bi'm confused|"
    r"^\W*(?:sorry|pardon|what)\W*$"
)
_WAIT = re.compile(
    r"\b(?:let me|need|give me|want|just) (?:\w+ ){0,3}(?:think|time|moment|second|sec|minute)\b|"
    r"^\W*(?:one|a) (?:moment|second|sec|minute)\b|\bhold on\b|\bbear with me\b|"
    r"^\W*(?:i'm |i am )?(?:still )?thinking\W*$"
)
_UNSURE = re.compile(
    r"\b(?:don't|do not|dont) know\b|\bno (?:idea|clue)\b|\bnot (?:so )?sure\b|\bdunno\b|\bidk\b|"
    r"\b(?:can't|cannot) (?:think of|say|answer)\b|\bnothing (?:more|else|comes)\b|"
    r"^\W*(?:let's |lets |can we |i'd |i would )?(?:skip|pass|next)\b(?: (?:this|that|it|question|"
    r"one|please))*\W*$"
)
_FILLERS = frozenset(
    """yes no ok okay k hello hi hey sure fine yeah yep nope thanks thank you right maybe hm hmm
    well good done cool great and so um uh alright indeed exactly true""".split()
)
_PEOPLE = re.compile(r"\b(?:people|persons?)\b", re.IGNORECASE)
_KEPT = re.compile(r"\bkept\b", re.IGNORECASE)
_HOW_MUCH = re.compile(r"\bhow (?:many|much|often|large|big)\b|\bnumber of\b|\bvolume\b|\bload\b")
# Questions to the one who asks, of themselves.
_OF_YOU = re.compile(
    r"\b(?:who|what) (?:wrote|made|built|programmed|trained|runs?|pays?|gave|lets?|told) you\b|"
    r"\b(?:have|had|did|do|can|could|were|are|will) you (?:ever|even|really|actually|allowed|paid|"
    r"able|feel|understand)\b|\bhow old are you\b|"
    r"\byour (?:name|boss|maker)\b"
)
_SHRUGS: tuple[tuple[Kind, re.Pattern[str]], ...] = (("wait", _WAIT), ("unsure", _UNSURE))


def kind_of(message: str, problem: Problem) -> Kind:
    """The kind of a turn; whatever holds a real claim is an answer, however it is wrapped."""
    if not words(message):
        return "silence"
    n_claims = sum(not asks_a_fact(c.text) for c in claims(message))
    if _HOSTILE.search(folded(message)) and n_claims < 2:
        return "order" if orders(message) and not n_claims else "hostile"
    if n_claims:
        return "off_topic" if off_topic(message, problem) else "answer"
    return _without_claim(message, problem)


def _without_claim(message: str, problem: Problem) -> Kind:
    plain = folded(message)
    if orders(message):
        return "order"
    if meta_of(message) or about_the_interviewer(message, problem):
        return "meta"
    short = len(words(message)) <= SHORT
    if _AGAIN.search(plain) and not facts_for(message, problem):
        return "again"
    for kind, pattern in _SHRUGS:
        if short and pattern.search(plain) and not _adds(message, pattern):
            return kind
    if _wants_to_know(message, problem):
        return "question"
    if len(words(message)) <= ONE_WORD and not depth_of(message).number:
        return "one_word"
    return "off_topic" if off_topic(message, problem) else "answer"


def _wants_to_know(message: str, problem: Problem) -> bool:
    return any(not is_guess(ask) or facts_for(ask, problem) for ask in asked_for(message))


def is_filler(message: str) -> bool:
    """Whether a turn holds nothing but words like "ok" and "hello"."""
    return all(w in _FILLERS for w in words(folded(message)))


def _adds(message: str, pattern: re.Pattern[str]) -> bool:
    """Whether something with a meaning of its own stands beside a request for time or a shrug."""
    return len(content_stems(pattern.sub(" ", folded(message)))) > 1


def meta_of(message: str) -> str:
    """What talk about the interview asks: asks_who, asks_verdict, asks_answer; "" for none."""
    plain = folded(message)
    return next((name for name, pattern in _META.items() if pattern.search(plain)), "")


def facts_for(message: str, problem: Problem) -> tuple[Fact, ...]:
    """The facts that the candidate's questions ask for, in the problem's order."""
    asks = [_PEOPLE.sub(r"\g<0> users", _KEPT.sub("keep", ask)) for ask in asked_for(message)]
    return tuple(f for f in problem.facts if any(_asks_for(ask, f, problem) for ask in asks))


def _asks_for(ask: str, fact: Fact, problem: Problem) -> bool:
    """Whether a question asks for a fact; a word that the problem is full of asks for none alone.

    "How many messages" asks for the count of messages, "must messages be kept" does not.
    """
    if _HOW_MUCH.search(folded(ask)):
        return mentions(ask, fact.cues)
    return mentions(ask, [c for c in fact.cues if not mentions(problem.prompt, (c,))])


def asks_at_the_end(message: str) -> str:
    """The question to the interviewer with which a longer message ends, "" where it ends so not."""
    last = sentences(message)[-1].text if words(message) else ""
    return last if last.rstrip().endswith("?") and not is_guess(last) else ""


def about_the_interviewer(message: str, problem: Problem) -> bool:
    """Whether a question is about who asks ("Who wrote you?") and no fact of the problem."""
    of_you = any(_OF_YOU.search(folded(ask)) for ask in asked_for(message))
    return of_you and not facts_for(message, problem)


def off_topic(message: str, problem: Problem) -> bool:
    """Whether hardly a word of a longer turn belongs to the problem; vague words are no sign."""
    message = less_asides(message)
    own = telling_stems(message)
    if problem.round in _ANY_STORY or len(words(message)) < OFF_TOPIC_WORDS:
        return False
    if len(own) < OFF_TOPIC_STEMS:
        return False
    return len(own & vocabulary(problem)) / len(own) < OFF_TOPIC_SHARE


def vocabulary(problem: Problem) -> frozenset[str]:
    """The stems of everything written about a problem."""
    parts = [problem.title, problem.prompt, *problem.changes, *(f.text for f in problem.facts)]
    for point in problem.points:
        parts += [point.text, point.ask, *point.terms]
    return frozenset(content_stems(" . ".join(parts)))
