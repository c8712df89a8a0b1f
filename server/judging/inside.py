"""What is from inside a company, told by families of words rather than by lists of names.

A reader outside gets none of it: who does what, what it costs, who was short of time, how it is
secured, which tool or page it stands in. Surely inside is what goes; what only may be is shown to
the learner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from server.judging.lexicon import Lexicon
from server.judging.names import names

_UNIT = (
    r"(?:platform|infra(?:structure)?|back-?end|front-?end|data|mobile|web|core|dev(?:elopment)?"
    r"|devops"
    r"|sre|qa|ops|it|security|network|database|billing|payments?|search|support|success|product"
    r"|design|cloud|release|integration|integrations|analytics|ml|ai|compliance|legal|finance"
    r"|marketing|sales|hr|procurement|account|operations|engineering|technical|test|testing)"
)
_GROUP = r"(?:team|squad|guild|tribe|chapter|group|crew|folks|guys|people|department|lead|leads)"
TEAM = re.compile(
    rf"\b(?:(?:our|the|my) )?(?<!your )(?:{_UNIT}[ -])+{_GROUP}\b|\b(?:our|the) (?:devs|admins"
    rf"|techs|ops)\b",
    re.IGNORECASE,
)
_FAMILIES = (
    (
        "a role inside the company",
        r"(?-i:\b(?:C[EFTIOPM]O|S?VP|CISO|DPO)\b)|\b(?<!your )(?:head of \w+|(?:our"
        r"|the) (?:\w+ )?(?:manager"
        r"|boss|director|architect|team lead|tech lead|product owner|founder|board)"
        r"|upper management"
        r"|senior leadership|the leadership|management)\b",
    ),
    (
        "effort or money spent inside",
        r"\b\d[\d,.]{0,40}\s{0,40}(?:engineer|engineering|person|man|developer|staff|team"
        r"|people)[\s-](?:hours?|days?"
        r"|weeks?|months?|years?)\b|\b(?:we|had|have) (?:had )?(?:quoted|estimated|budgeted"
        r"|calculated"
        r"|burn(?:ed|t)|spent)\b|\b(?:licen[cs]e|hosting|cloud|server|infrastructure|supplier"
        r"|labou?r"
        r"|support) (?:renewal|costs?|bill|fees?|spend)\b|\bour (?:own )?(?:expense|cost|purse"
        r"|bill)\b"
        r"|\b(?:low-?balled|underpriced|under-?quoted|at a loss|money on this|pays? us|earn on"
        r"|write off"
        r"|out of (?:our )?pocket|cash|invest(?:or|ment)s?|funding|forecast(?:ed)? (?:revenue"
        r"|sales)"
        r"|revenue|turnover|profit\w*|margins?|goodwill)\b",
    ),
    (
        "who is there to do the work",
        r"\b(?:hir(?:e|es|ed|ing)|recruit\w*|candidates?|head-?count|short-?handed|thin on"
        r"|stretched"
        r"|only (?:one|two|1|2) (?:\w+ )?(?:person|people|developers?|engineers?|of us)|bus factor"
        r"|nobody else|no one else|is (?:on|in) (?:holiday|vacation|leave)|(?:is|was|been"
        r"|being) (?:sick|ill)"
        r"|contractors?|freelancers?|(?:an?|the|our) (?:intern|trainee|junior|newbie|student)"
        r"|new joiners?"
        r"|left the (?:team|company)|handed in|notice period|night shifts?|weekend shifts?|overtime"
        r"|capacity is (?:low|gone|short)|resourc(?:es|ing) (?:is|are)|took over|taken over)\b",
    ),
    (
        "how things are secured inside",
        r"\b(?:hard-?coded (?:password|key|secret|credential)s?|default (?:password"
        r"|credentials?)|root"
        r" (?:password|access)|admin password|unpatched|backdoor|credentials (?:were|was|are"
        r"|leaked)"
        r"|(?:was|were|is|are|left) (?:publicly )?(?:exposed|unencrypted|world-readable"
        r"|open to the internet)"
        r"|not encrypted|in plain ?text|no (?:encryption|firewall|logging|audit log|mfa)"
        r"|pen-?test(?:ers?)?"
        r" (?:found|showed)|attack(?:er|ers)? (?:got|could|gained)|security (?:hole|gap|debt)"
        r"|expired certificate|shared (?:password|account|login))\b",
    ),
    (
        "a tool or page of the company",
        r"https?://\S+|\bwww\.\S+|(?<!\w)#[a-z][\w-]{2,}|(?<!\w)@[a-z][\w.-]{2,}|\b(?:in|on|our"
        r"|the|see|via) (?:the |our )?"
        r"(?:jira|confluence|slack|notion|trello|asana|linear|wiki|intranet|sharepoint"
        r"|teams channel|runbook"
        r"|war room|stand-?up|retro|retrospective|status board|incident channel|google doc|miro)\b"
        r"|\b(?:jira|slack|confluence) (?:ticket|thread|channel|page|board)\b",
    ),
    (
        "blame or an excuse",
        r"\b(?:i|we|he|she|they|who|somebody|someone) (?:\w+ )?(?:broke|messed|screwed|blew"
        r"|botched|fumbled"
        r"|lowballed|mis(?:configured|typed|read|judged)|did ?n[o'’]?t (?:bother|listen|check"
        r"|test|think|care)"
        r"|should have (?:seen|known|tested|checked|caught|told))\b|\b(?:my|our|his|her"
        r"|their) (?:bad|fault|mistake"
        r"|mess|screw-?up|blunder)\b|\b(?:embarrass\w+|ashamed|blam\w+|finger-?pointing"
        r"|amateur\w*|sloppy"
        r"|cowboy\w*|known (?:bug|issue|problem|defect) (?:for us|since|internally)"
        r"|workaround we hid)\b",
    ),
    (
        "business with others",
        r"\b(?:strategic|key|biggest|largest|paying|other|competing) (?:accounts?|clients?"
        r"|customers?)\b"
        r"|\b(?:up-?sell|cross-?sell|churn|renewal|win-?back|lock-?in|quota|sales target"
        r"|price increase"
        r"|deal size|land and expand|tender|competitors?|rivals?|poach\w*|acqui(?:re|red|sition)"
        r"|merger"
        r"|takeover|due diligence|investors?|board meeting|(?:platinum|gold|silver|premium"
        r"|vip) (?:tier|customers?"
        r"|clients?)|pay(?:s|ing)? (?:more|less|for the)|gave them|give them priority"
        r"|priority over)\b",
    ),
    (
        "planning among colleagues",
        r"\b(?:sprints?|backlog|story points?|stand-?ups?|retro|code freeze|tech debt"
        r"|prioriti[sz]\w+|roadmap"
        r" (?:meeting|item)|okrs?|kpis? for us|steering (?:committee|group)|re-?org\w*|buffer"
        r"|padding"
        r"|best case|worst case|gut feeling|i(?:['’]d| would) (?:rather|say|guess|bet)"
        r"|realistically"
        r"|optimistic|pessimistic|between the lines|let['’]?s (?:not|wait|see|hope)|fingers crossed"
        r"|off the books|cover(?:ed)? up|sweep|internally|nobody (?:needs to|should|must) know)\b",
    ),
)
_SURE = tuple((about, re.compile(cue, re.IGNORECASE)) for about, cue in _FAMILIES)
_YOURS = re.compile(r"\byour(?:s)?\s+(?:own\s+)?(?:\w+\s+)?$", re.IGNORECASE)
_MONEY = re.compile(
    r"[$€£¥₹]\s?\d|\b(?:USD|EUR|GBP|CHF|SEK|PLN|INR)\s?\d|\b\d++[,.]*+\s?(?:k\s)?(?:euros?"
    r"|dollars?|pounds|francs)\b"
)
_PRICE = re.compile(
    r"\b(?:you|your|price[sd]?|pricing|fees?|credits?|invoices?|plans?|offers?|quotes?"
    r"|per (?:seat|user|month)"
    r"|refund|discount|list price)\b",
    re.IGNORECASE,
)
_DOUBTFUL = re.compile(
    r"\b(?:teams?|colleagues?|staff|employees?|developers?|engineers?|manag\w+|internal\w*"
    r"|meetings?|resources?"
    r"|capacity|estimates?|guess|hope|fear|worr\w+|honest\w*|politic\w*|mistakes?|wrong"
    r"|should have|forgot\w*"
    r"|nobody|someone|somebody|they|them|their|he|she|his|her|i think|i hear|suppliers?"
    r"|partners?|clients?"
    r"|customers?|because|due to|caused?|legacy|luckily|fortunately|sadly)\b",
    re.IGNORECASE,
)
_YOU = re.compile(r"\byou(?:r|rs|rself|rselves)?\b", re.IGNORECASE)
EFFORT = dict(_SURE)["effort or money spent inside"]
# All families and the milder signs, as evidence for who weighs them.
CUES = (*(cue for _, cue in _SURE), _DOUBTFUL, _MONEY, _PRICE)
DOUBT = "it may be from inside the company; look at it before you send it"


def inside(sentence: str) -> tuple[str, str] | None:
    """The words of a sentence that are surely from inside, and what they are about."""
    for about, cue in _SURE:
        for hit in cue.finditer(sentence):
            if not _YOURS.search(sentence[: hit.start()]):
                return hit.group(), about
    return None


def doubts(
    sentence: str, lexicon: Lexicon, addressed: Iterable[str] = ()
) -> tuple[tuple[str, str], ...]:
    """What of a sentence a reader outside may not be meant to see, each with the reason."""
    own = {word for name in addressed for word in name.split()}
    out = [
        (one.text, f"“{one.text}” is a name; may this reader see it?")
        for one in names(sentence, lexicon)
        if one.kind in ("person", "name") and not own & set(one.text.split())
    ]
    if _MONEY.search(sentence) and not _PRICE.search(sentence):
        out.append((sentence, "an amount of money; is it this reader's?"))
    if _DOUBTFUL.search(sentence) and not _YOU.search(sentence):
        out.append((sentence, DOUBT))
    return tuple(out)
