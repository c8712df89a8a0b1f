"""By what a story's evidence is known: units, terms, dates, baselines, words that say little.

All patterns expect `server.text.folded` text; word sets named STEMS hold `server.text.stem` forms.
"""

from __future__ import annotations

import re

from server.judging.star_words import one_of

# Words that say little until something concrete stands beside them (stems, see server.text.stem).
VAGUE_STEMS = one_of("""thing stuff lot various sever synergi stakehold align alignment leverag
    deliv deliver valu excel success great good well strateg strategi
    strategic challeng issu problem process improv better best drive drove
    drov driven help work manag handl ensur support collabor communic
    coordin cooper facilit empow team everyon everybodi peopl person
    project initi solut outcom impact result effect effici qualiti import
    signific signific success happi delight realli veri quit extrem highli
    much mani make made sure sort deal get got go went thing way kind
    everyth situat task action result organ organiz environ fast-pac pace
    cultur cross-funct function innov transform world-class perform goal
    object close resolv solv involv activ dynam robust seamless proactiv
    optim streamlin orchestr ideat execut spearhead champion evangel vision compel
    mindset holist methodolog framework practic proven advanc approv throughout end nativ aware
    leadership technic technolog system bring bucket
    ultim overall complex difficult busi need thank forward ahead onward further along
    topic togeth theme matter subject agenda pm po
    achiev accomplish attain realiz realis""")
# Endings and shapes of words from systems work; terms are counted only in a clause with a verb.
TECHNICAL = re.compile(
    r"\b(apis?|sdks?|sql|sso|cdn|etl|slas?|slos?|p\d\d|queries|query|index(es)?|database|"
    r"schemas?|"
    r"cach(e|es|ing)|endpoints?|webhooks?|pipelines?|latency|deploy\w*|rollback|roll back|"
    r"migrat(e|ed|ion|ions)|servers?|replicas?|queues?|batch(es)?|firmware|tokens?|retr(y|ies)|"
    r"shard\w*|canary|feature flags?|acceptance tests?|shadow run|(data|event|log|audit) logs?|"
    r"logs?|"
    r"monitoring|dashboards?|prototypes?|micro-?services?|services|sidecar|vault|pagination|"
    r"container\w*|kubernetes|kafka|redis|postgres\w*|graphql|rest|cloud|encrypt\w*|oauth\d?|"
    r"single sign-on|threshold|models?|classifier|a/b tests?|regression|incremental loads?|"
    r"data model|loops?|memory|bandwidth|time-?outs?|backend|frontend|algorithms?|"
    r"load tests?|architectures?|monolith|version\w*|scanner|sensors?|read-only|spec|"
    r"warehouse tables?|"
    r"test suite|flaky|quarantine|binary|backups?|bugs?|code|scripts?|automat\w+|integrations?|"
    r"alerts?)\b"
)
ACRONYM = re.compile(
    r"\b(?!CEO|CTO|CPO|PM|PMs|VP|HR|OK|KPI|USA|UK|EU|US|STAR|Q\d)(?:[A-Z]{2,6}\d?s?|(?![HPQT])[A-Z]{1,3}\d)\b"
)
UNIT = (
    r"(?:%|percent|per ?cent|ms|s|sec\w*|min\w*|h|hrs?|hours?|days?|weeks?|months?|quarters?|"
    r"years?|"
    r"k|m|mb|gb|tb|eur\w*|usd|dollars?|pounds?|points?|times|x|fold|am|pm|o'clock)"
)
NUMBER_WORD = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|hundred|thousand|half|third|quarter|dozen|twice|double)"
)

# Somebody else asks for something: of the person, or by a limit.
CHARGED = re.compile(
    r"\b(?:boss|manager|director|c[a-z]o|vp|head|founders?|board|lead|clients?|customers?|auditors?|"
    r"owner|he|she|they)\b.{0,25}\b(?:said|says?|goes|go|like|told|tells?|asked|asks?|wanted|"
    r"wants?|gave|gives?|expect\w*|require\w*)\b.{0,60}\b(?:you|me|us|until|till|by|before|within|"
    r"under)\b"
)
DATE = re.compile(
    r"\b(january|february|march|april|may \d|june|july|august|september|october|november|"
    r"december|"
    r"q[1-4]|(19|20)\d\d|monday|tuesday|wednesday|thursday|friday|black friday|christmas|"
    r"summer|"
    r"winter|"
    r"spring|autumn|(this|last|next|the) (week|month|quarter|year)|\d{1,2} ?(am|pm)|year end|"
    r"end of|deadline|peak|season)\b"
)
TIME_FRAME = re.compile(
    r"\b(within|in|after|for|over|every|per|a|each|first) (the )?(\w+ ){0,2}"
    r"(hours?|days?|weeks?|months?|quarters?|years?|sprints?)\b|\b\w+ (weeks?|months?|"
    r"days?) later\b"
)
CONSTRAINT = re.compile(
    r"\b(without|before|until|till|under|below|within|no (more|extra|additional)|at most|"
    r"at least|"
    r"by|in (\d|one|two|three|four|five|six|nine|twelve))\b"
)
# A target in figures; what it measures may stand in the sentence before ("that", "it").
TARGET = re.compile(
    r"\b(under|below|above|over|to|at least|at most|less than|more than|within|by)\s+(\d|"
    + NUMBER_WORD
    + r"\b)"
)
LASTING = re.compile(r"\b(now|today|no longer|since then|still|ever since|from then on)\b")
TAKEN_UP = re.compile(r"\b(that|this|it|them|these|those)\b")
PLACE = re.compile(
    r"\b(at|in|for|of) (a|an|my|the|our) (\w+[ -]){0,3}(company|start-?up|bank|shop|firm|"
    r"studio|"
    r"agency|"
    r"scale-?up|vendor|insurer|hospital|group|retailer|university|team|department|product|app|"
    r"platform|"
    r"service|project)\b"
)
BASELINE = re.compile(
    r"\bfrom .{1,40}\b(to|down|up)\b|\b(down|up|rose|fell|dropp\w+|grew|increas\w+|decreas\w+|"
    r"reduc\w+|"
    r"improv\w+|cut|sav\w+|declin\w+|climb\w+)\b.{0,30}\d\s*(%|percent)|\bdown (to|from)\b|"
    r"\bup from\b"
    r"|\d\S*( [a-z%]+)?\s*(→|-+>|=+>|›)\s*[$€£]?\d"
    r"|\bbefore(hand)?:? \d|\d[\w %.,]{0,20}\bbefore(hand)?\b(?= *([.,;)]|$))"
    r"|\b(was|were|been) \d.{0,40}\b(now|today)\b|\bnow \d.{0,30}\b(was|were|before)\b"
    r"|\bagainst (the )?\d|\bcompared (to|with)\b|\binstead of \d|\bthan (before|the year)\b"
)
DUTY_STEMS = one_of("""respons charg account task mandat assign mission job goal aim object
    target brief duti role ask told tell given give want need promis
    commit volunt own expect hire made boss manag one end kind""")
MOOD_STEMS = one_of("""happi happier delight pleas thrill satisfi glad excit proud impress
    success love great excel posit well smooth recept thank prais good
    feedback everyon like enjoy appreci""")
LINK = re.compile(
    r"\b(because|so|he|she|they|instead|as a result|thanks|after|since|therefore|which|that|"
    r"this|it|its|these|those|"
    r"later|then|by|with|due to|led to|meant|finally|in the end|now|within|since then)\b"
)
TRADE_OFF = re.compile(
    r"\b(trade-?offs? (between|was|were)|instead of|rather than|at the (price|cost|expense) of|"
    r"in exchange for|"
    r"which cost|accepting|accepted that|gave up|giving up|downside|upside|alternative|"
    r"(chose|choose|picked|opted for|decided (for|against|on)|favou?red|"
    r"prefer\w*)\b.{3,80}\b(over|and not|"
    r"not|because|so that|since|but|although|against)|(compar\w+|weigh\w+|"
    r"weighed)\b.{3,80}\b(with|against|and|"
    r"to|versus|vs)|(cheaper|quicker|faster|safer|simpler|slower|riskier) (but|than|to)|"
    r"would have (been|"
    r"taken|cost|meant)|competing proposal|two options|options? [ab1]|set aside because|"
    r"decided against|postpone\w*|on the other hand|against the advice)\b"
)
