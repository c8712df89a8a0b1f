"""What strong answers do beside figures and reasons: foresee, put in order, hold two ways apart.

Read from single claims by closed lists of words, which are ours: they were collected from what
labelled strong candidates say and the marks had missed. A claim counts for any of them only where
it says enough by itself, so that "if anything fails we handle it" is nothing.
"""

from __future__ import annotations

import re

from server.judging.evidence import telling_stems
from server.text import folded

MIN_TELLING = 4  # stems with a meaning of their own that such a claim must hold
_CONDITION = re.compile(
    r"\b(?:if|when|once|unless|until|in case|even if|were|should|whenever|where)\b|:"
)
_TROUBLE = re.compile(
    r"\b(?:fail\w*|dies?|died|dead|down|breaks?|broken?|crash\w*|lost|loses?|losing|away|gone|late|"
    r"stale|wrong|full|slow|out of|times? out|timeouts?|outage|unreachable|duplicat\w*|twice|"
    r"refus\w*|reject\w*|conflict\w*|overload\w*|backs? up|behind|never|stops?|hot|missing|hazard|"
    r"danger|risk\w*|attack\w*|leak\w*|surge|spike\w*|peak|offline|disconnect\w*)\b"
)
_RANKED = re.compile(
    r"\b(?:first|second|third|last|before (?:any|every|all)|priorit\w*|above all|most important|"
    r"matters? (?:most|more)|outranks?|comes? (?:first|second|third|last)|ranks?|worst|biggest|"
    r"central|key|number one|likeliest|cheapest|only)\b|\w > \w"
)
_CONSIDERED = re.compile(
    r"\b(?:would (?:have|also|save|cost|still|reconsider|only|just|do)|could (?:also|have)|"
    r"might (?:instead|have|also)|considered|thought of|chose|choose|chosen|decided|favou?r\w*|"
    r"prefer\w*|picked|pick|rather|instead|not by|and not|reconsider|price|pays?|paying|"
    r"sacrifice\w*|worth|alternative\w*|either|or else|against|vs|versus|than)\b"
)


def foresees(claim: str) -> bool:
    """Whether a claim says what happens when something goes wrong."""
    plain = folded(claim)
    trouble = _CONDITION.search(plain) and _TROUBLE.search(plain)
    return bool(trouble) and _says_enough(claim)


def ranks(claim: str) -> bool:
    """Whether a claim puts things in an order, or one of them above the others."""
    return bool(_RANKED.search(folded(claim))) and _says_enough(claim)


def considers(claim: str) -> bool:
    """Whether a claim chooses between two ways, or tells what the other would have meant."""
    return bool(_CONSIDERED.search(folded(claim))) and _says_enough(claim)


def _says_enough(claim: str) -> bool:
    return len(telling_stems(claim)) >= MIN_TELLING
