"""What a message must state for its reader: the ask, the impact, the timeline, the risk."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from server.judging.facts import quantities
from server.judging.splitting import plain_sentences

_CUES = {
    "decision_or_ask": re.compile(
        r"\b(?:propos\w+|recommend\w*|suggest(?:s|ed|ion)?|decision|decides?|decided|please|pls"
        r"|kindly"
        r"|approv(?:e|es|al)\b|agreement|we ask|i ask|(?:we|i|they only) (?:only |just |would "
        r"|[’']d |also )*"
        r"(?:need|want|like)\b(?! to talk)|(?:we|you) should|say (?:no|yes) to|asking (?:for|you)"
        r"|need (?:a |an |your |the )?(?:decision|approval|budget"
        r"|sign-?off|help|go|yes|answer)|(?:i|we)['’]d (?:wait|pause|like|prefer|suggest|rather"
        r"|first|go"
        r"|avoid|keep|stop|start)|i would (?:first |not |rather )*(?:wait|pause|stop|mail|like"
        r"|prefer"
        r"|start|extend|keep)|i lean towards|(?:can|could|would|will) (?:you|we|someone|somebody)\b"
        r"|let me know|tell (?:me|us)\b|write (?:to|me|us)|(?:we|i) request|choose|agree\b"
        r"|do you agree"
        r"|would like (?:to|you)|who (?:can|of you|owns|will)|are you ok|if you are ok|is that ok"
        r"|confirm|(?:do not|don['’]t) (?:promise|sell|export|mention|share|say|use|design|send"
        r"|tell|touch"
        r"|plan|start|announce|book)|(?:no|not any) campaign|warn your|say yes|yes or no"
        r"|start with the"
        r"|may we|shall we|leave it out|ask them|feedback|your (?:view|opinion|ok|go|vote))\b",
        re.IGNORECASE,
    ),
    "impact": re.compile(
        r"\b\d+(?:\.\d+)?\s?% of\b|\b(?:customers?|users?|clients?|accounts?|buyers?|teachers"
        r"|players|parents"
        r"|patients|drivers|nurses|listeners|readers|visitors|students|pupils|guests|recipients"
        r"|partners"
        r"|revenue|costs?|sav(?:e|es|ed|ings)|impact"
        r"|affect(?:s|ed)?|unaffected|result(?:s|ed)?|means?|enabl\w+|reduc\w+|increas\w+|improv\w+"
        r"|los[est]\w*|fail(?:s|ed|ures?)|slower|faster|smaller|larger|cheaper|delay(?:s|ed)?"
        r"|slip(?:s|ped)?"
        r"|unavailable|down\b|drop(?:s|ped)?|rose|fell|growth|orders?|sales|errors?|complaints?"
        r"|could not|cannot|can not|can['’]t|conversion|so that|churn|stops? working|no longer"
        r"|paused|late"
        r"|break(?:s|ing)?|broken|missing|twice|locked out|rejected|over budget|instead of"
        r"|before it was"
        r"|up from|down from|rise|cuts?|keeps? (?:running|working)|works?|now takes?|renew|tickets"
        r"|(?:is|are) done|went live|available|gets? (?:a|the|new)|more|less|fewer)\b",
        re.IGNORECASE,
    ),
    "risk": re.compile(
        r"\b(?:risks?|risky|unless|might|may(?= )|could|worst case|if (?:we|this|the|it|that|they"
        r"|not)"
        r"|danger|threat\w*|concern\w*|exposure|penalt(?:y|ies)|worr\w+|not (?:yet )?(?:sure"
        r"|certain"
        r"|tested|known|decided)|uncertain|depends? on|it depends|no guarantee|otherwise|too late"
        r"|can happen|without (?:it|this|certificate|the)|nobody (?:on|in|has)|at least one outage"
        r"|(?:can ?not|can['’]t|won['’]t) (?:renew|fix)|provided that|in danger|breach|probably)\b",
        re.IGNORECASE,
    ),
    "open_question": re.compile(
        r"\?\s*$|\b(?:open question|tbd|to be decided|not yet (?:clear|known|decided|sure)|unclear"
        r"|we (?:don['’]t|do not) know(?: yet)?|still investigating)\b",
        re.IGNORECASE,
    ),
    "trade_off": re.compile(
        r"\b(?:trade-?offs?|at the (?:cost|price|expense)|instead of|rather than|alternativ\w+"
        r"|the other option|option [a-d1-4]|downside|in (?:return|exchange)|however|although|but"
        r"|the price is|in contrast|versus|vs)\b",
        re.IGNORECASE,
    ),
}
_QUESTIONS = {
    "decision_or_ask": "What do you need from {who}: “Please decide ____ by ____”?",
    "impact": "What changes for {who}, in figures: “This affects ____ by ____”?",
    "timeline": "By when: “____ will be ready by ____”?",
    "risk": "What could go wrong, and how likely is it: “The main risk is ____”?",
}


@dataclass(frozen=True)
class Need:
    """Whether a version states what its reader needs; a question with blanks where not."""

    need: str
    status: str  # "stated", "missing_in_source", "dropped"
    question: str | None


@lru_cache(maxsize=512)
def roles(sentence: str) -> frozenset[str]:
    """What a sentence does for a reader.

    Any of decision_or_ask, impact, timeline, risk, open_question, trade_off.
    """
    found = {name for name, cue in _CUES.items() if cue.search(sentence)}
    if any(q.kind in ("date", "duration") for q in quantities(sentence)):
        found.add("timeline")
    return frozenset(found)


def needs(wanted: tuple[str, ...], source: str, rewrite: str, who: str) -> tuple[Need, ...]:
    """Each wanted need and whether source and rewrite state it; `who` reads the rewrite."""
    before, after = _stated(source), _stated(rewrite)
    out = []
    for need in wanted:
        if need in after:
            out.append(Need(need, "stated", None))
        elif need in before:
            out.append(Need(need, "dropped", _question(need, who)))
        else:
            out.append(Need(need, "missing_in_source", _question(need, who)))
    return tuple(out)


def _stated(text: str) -> frozenset[str]:
    return frozenset(role for s in plain_sentences(text) for role in roles(s.text))


def _question(need: str, who: str) -> str:
    template = _QUESTIONS.get(need, "What should {who} know about ____?")
    return template.format(who=who[:1].lower() + who[1:] if who[1:2].islower() else who)
