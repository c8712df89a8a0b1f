"""Words that judge people or their work: shown to look at, whoever reads the version.

What is surely an opinion goes by a rule of its own (`server.judging.omissions`); these words may
as well be about a thing, so a sentence with one stays and is shown.
"""

from __future__ import annotations

import re

from server.judging.omission_cues import OPINION as OPINION_CUES

_JUDGES = re.compile(
    r"\b(?:silly|daft|foolish|absurd|lame|pathetic|laughable|embarrassing(?:ly)?|disgrace(?:ful)?"
    r"|shameful|awful|terrible|horrible|dreadful|appalling|atrocious|abysmal|rubbish|garbage"
    r"|shambles|fiasco|farce|circus|clumsy|shoddy|half-?baked|half-?arsed"
    r"|half-?assed|slapdash|lousy|bloody|cheap(?:skate|skates)?|stingy|greedy|toxic"
    r"|paranoid|petty|bossy|pushy|whiny|grumpy|clingy|needy|nagging|moan(?:s|ed|ing)?"
    r"|rant(?:s|ed|ing)?|shout(?:s|ed|ing)?|scream(?:s|ed|ing)?|kicking off|bully(?:ing)?"
    r"|bull(?:ied|ies)|rude|selfish|spineless|coward(?:ly|s)?|liars?|lied|cheat(?:s|ed|ing)?"
    r"|snobs?|nightmare|disaster|catastroph\w+|hate[sd]?|despise[sd]?|loathe[sd]?|detest(?:s|ed)?"
    r"|can(?:['’]t|not) stand|sick and tired|couldn['’]t be bothered"
    r"|clueless|brainless|gullible|incompeten\w+|inept|useless|worthless|hopeless"
    r"|dragg?(?:ed|ing) (?:his|her|their) (?:feet|heels)|sat on (?:it|this)|passing the buck"
    r"|as always|of course (?:he|she|they|nobody)"
    r"|against (?:my|our) advice|told you so|(?:i|we) told (?:him|her|them)|over my dead body"
    r"|politics|ego|drama|vanity|pet project|hobby horse|golden boy|old guard"
    r"|overrat\w+|overhyped|fluff|smoke and mirrors|snake oil|vapou?rware|oversold"
    r"|over-?promis\w+|talks? (?:big|rubbish)|amateurish|babysit\w*"
    r"|begg(?:ed|ing)|grovel\w*|suck(?:s|ed)?|stinks?|screw(?:ed)?|blew it|blow(?:n|ing)? it"
    r"|gave up on|lost (?:it|patience|faith)|too (?:cheap|proud|busy|important) to)\b",
    re.IGNORECASE,
)
# What these words are as well: a figure of speech for a thing.
_OF_THINGS = re.compile(
    r"\b(?:disaster (?:recovery|plan|site)|catastrophic (?:failure|loss)|garbage (?:collect\w+)"
    r"|screw(?:s|driver)|cheap (?:phones?|devices?|hardware|sensors?|parts?)|difficult to"
    r"|asleep at \d|thick(?:ness)?|dim (?:light|screen)|spin(?:s|ning)? up|favou?rites list"
    r"|cheap and|trash (?:folder|can)|junk (?:mail|folder)|spam and junk)\b",
    re.IGNORECASE,
)
OPINION = "it may be an opinion about people or their work; look at it before you send it"


_PEOPLE = re.compile(
    r"\b(?:he|she|they|him|her|them|his|their|who|team|guys?|folks|people|staff|colleagues?"
    r"|manag\w+|boss|lead(?:s|ership)?|devs?|developers?|engineers?|designers?|sales|marketing"
    r"|legal|finance|support|vendors?|suppliers?|contractors?|consultants?|clients?|customers?"
    r"|everybody|everyone|nobody|somebody|someone|you)\b",
    re.IGNORECASE,
)
_NAME_INSIDE = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+")


def speaks_of_people(sentence: str) -> bool:
    """Whether a sentence names or means people, of whom an opinion in it may be."""
    return bool(_PEOPLE.search(sentence) or _NAME_INSIDE.search(sentence))


def opinions(sentence: str) -> tuple[str, ...]:
    """The words of a sentence that may judge somebody, each once."""
    masked = _OF_THINGS.sub(lambda m: " " * len(m[0]), sentence)
    found = [*_JUDGES.finditer(masked), *OPINION_CUES.finditer(masked)]
    return tuple(dict.fromkeys(m.group() for m in found))
