"""The words and patterns by which a claim is told: closed classes and the talk of design.

They are ours, and will miss voices unlike those they were written for.
"""

from __future__ import annotations

import re

from server.text import stem

AUXILIARIES = frozenset(
    """is are was were be been will would can could should must may might has have had do does
    did need needs want wants let lets it's that's we'd i'd we'll i'll they're there's i've
    we've won't don't doesn't can't cannot""".split()
)
VERBS = frozenset(
    stem(verb)
    for verb in """accept add agree aim allow answer append apply ask assign assume avoid balance
    batch become begin break bring build buffer call carry change charge check choose claim
    clean click close collect combine come compare compute confirm connect contain convince copy
    count cover create cut decide define delay delete deliver deploy design detect discover drop
    encode ensure estimate expect expire explain fail fall fetch fill find fix follow generate
    get give go grow handle happen hash help hide hit hold identify improve include increase
    insert invalidate join keep know land launch lead learn leave let limit listen load look
    lose lower make map match mean measure merge migrate move negotiate notify offer open order
    own pair pay persist pick place plan point poll prefer prevent promise propose protect prove
    publish pull push put query queue raise rank reach read realise rebuild receive recommend
    record redirect reduce refuse reject release remove repeat replace replicate require resolve
    respond retry return reveal roll route run save say scale scan search see segment send
    separate serve set settle shard share ship shorten show sit slow sort speak spend split
    spread start stay stop store stream suggest survive switch sync take talk tell test throw
    tolerate track trade trigger try turn update upload use validate verify wait walk want warm
    watch work worry write
    cap compact expand forget link live mask overwrite pilot refresh rewrite simulate tempt
    translate type vary
    became began bought broke brought built came caught chose did drew fell felt found forgot gave
    goes got grew had heard held kept knew led left lost made meant met paid ran rose said sat saw
    sent sold spent spoke stood stuck taught thought told took understood went won wrote""".split()
)
# Nouns of the trade that end like verbs; they prove nothing on their own.
NOUNS_IN_ING = frozenset(
    """sharding caching streaming messaging partitioning indexing logging monitoring routing
    hashing scaling polling queueing queuing limiting balancing learning computing processing
    engineering testing pricing everything something nothing anything thing string during
    marketing onboarding building meeting sourcing distributed event-driven based""".split()
)
VAGUE = frozenset(
    stem(word)
    for word in """scalable scalability scale robust robustness reliable reliability performance
    performant efficient efficiency fast good great best better nice excellent modern flexible
    secure security quality optimal optimize optimise optimized seamless easy simple clean
    state-of-the-art cutting-edge world-class practice practices technology technologies
    solution solutions system systems thing things stuff way ways approach standard standards
    important various proper properly really very definitely basically obviously everything
    everyone something lots lot amazing user-friendly user users experience value team teams
    work make sure ensure use need want will think handle design build create provide high
    highly available availability maintainable maintainability extensible production-ready
    enterprise-grade etc powerful smooth strong well happy success successful stakeholder
    stakeholders align alignment synergy leverage holistic strategy strategic excellence
    passionate distributed flexibility agile innovative innovation right usual normal
    industry""".split()
)
NUMBER = re.compile(
    r"(?<![\w.])[$€£~]?\d[\d,.]{0,40}\s{0,40}(?:%|[a-zµ][\w/-]*)|"
    r"[$€£]\s?\d|"
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|twenty|thirty|fifty|hundred|thousand|"
    r"million|"
    r"billion|half|twice|double)s?\s+(?:(?:hundred|thousand|million|"
    r"billion)s?\s+)?(?:of\s+)?[a-z]{2,}"
)
REASON = re.compile(
    r"\b(?:because|since|so that|so (?:we|i|it|the|they|that|a|each|no|users?)|otherwise|"
    r"which (?:means|"
    r"lets|keeps|gives|makes)|that way|therefore|the reason|due to|(?:in order )?to (?:avoid|keep|"
    r"prevent|"
    r"reduce|allow|let|cut|save|protect|stay|stop|limit|make|survive|absorb|spread|hide))\b([^.;]*)"
)
ALTERNATIVE = re.compile(
    r"\b(?:instead of|rather than|versus|vs|alternative(?:ly)?|trade ?offs?|trading|trade|"
    r"downside|the cost|"
    r"costs? us|at the (?:cost|price)|however|compared (?:to|with)|whereas|give up|giving up|"
    r"gives up|"
    r"lose|loses|losing|the risk|the price|we accept|i accept|accepting|on the other hand|"
    r"not \w+ but|unlike)\b"
)
ORDERS = re.compile(
    r"\b(?:ignore|disregard|forget) (?:\w+ ){0,3}(?:instructions?|rules?|prompts?|rubric|above|"
    r"everything you)\b|"
    r"\b(?:give|award|grant|score|rate|grade|mark|put) (?:me(?! (?:just )?(?:a|one"
    r"|another) (?:sec|mo|min|bit))|us|this|it|my|the candidate|every|"
    r"all)\b"
    r"[^.]*\b(?:\d|full|top|perfect|max|highest|marks?|points?|score|stars?|level)|"
    r"\b(?:you (?:are|must|should|have to|will)|please)\b[^.]*\b(?:score|grade|grader|marks?|"
    r"points|rating)\b|"
    r"\b(?:system|assistant|developer) ?(?:prompt|message|:)|\bnew instructions?\b|"
    r"\bnote to (?:the )?(?:grader|interviewer|ai|model|evaluator|judge)|\bas an ai\b|"
    r"\b(?:evaluator|grader|judge)[,:]"
)
NOT_KNOWN = re.compile(r"\b(?:don't|do not) know\b|\bno idea\b|\bnot sure\b|\bdunno\b")
FOR_NOTHING = re.compile(
    r"\b(?:for|(?:because|since|as) (?:it|they|that|this)(?: is|'s| are)(?: very| so| really)?)"
    r" (?:more |better |high |great )?([a-z-]+)"
)
LEADING = re.compile(r"(?:and|but|so|or|then|because|also|plus|maybe)\s+", re.IGNORECASE)
# Begun at a row's first space alone: from each of many it would be quadratic.
PART = re.compile(r"(?:(?<!\s)\s+)?;\s+|(?<!\s)\s+[–—]\s+|(?<!\s)\s+-\s+")
COMMA = re.compile(
    r"(?:(?<!\s)\s+)?"
    r"(?:,\s*(?:and|or|plus)?|\band\b|\bor\b|\bplus\b|\+|/|\||\bwith\b|:)\s*"
)
