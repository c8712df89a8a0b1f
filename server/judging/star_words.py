"""Words and patterns by which stories are read: closed classes, and short families of cues.

Open classes are caught by form (endings, position, what stands before), not by lists; the
lists here are irregular verbs, verbs of duty and state, and words that say little by themselves.
All patterns expect `server.text.folded` text.
"""

from __future__ import annotations

import re


def one_of(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())


# Irregular past forms whose spelling gives no hint; a closed class.
IRREGULAR_PAST = one_of("""became began bent bet blew bought broke brought built burnt came caught
    chose cut did dealt drew drove fell felt flew found fought gave got
    grew held hit kept knew laid led left let lost made meant met paid put
    quit ran read rode rose said sat saw sent set shot showed shut slept
    sold sought spent split spoke spread stood stuck swept swung taught
    thought told took understood went withdrew won wore woke wrote threw
    begun broken chosen come done drawn driven fallen flown forgiven given
    gone grown known run risen seen shown sunk spoken taken thrown
    withdrawn written""")
NOT_PAST = one_of("""need feed speed seed embed indeed exceed proceed succeed red bed hundred
    shed weed breed based unused related supposed interested tired annoyed
    limited detailed advanced""")
NOT_ING = one_of("""during following according owing nothing something everything anything
    morning evening being pricing billing onboarding engineering marketing
    meeting building training spring string bring thing king ring
    regarding including concerning""")

# With "I" in front these tell a state, a feeling or a post held, not a step taken.
STATIVE = one_of("""am was were is are be been have had has having know knew think thought
    believe believed feel felt feeling like liked love loved want wanted
    need needed hope hoped hate hated work worked working works join
    joined remember mean meant guess suppose admit own owned learn learned
    learnt understand understood see expected live lived inherited came
    come do did say seem seemed got get become became would should could
    can will may might must shall wish promise promised commit committed
    recommend prefer""")

_GRADER = (
    r"(?:graders?|evaluators?|examiners?|reviewers?|assessors?|markers?|hiring committee|ai|llms?|"
    r"language model|model|assistant|bot|system)"
)
_TOP = r"(?:top|full|max\w*|highest|perfect|best(?: possible)?|good|excellent)"
_MARK = r"(?:marks?|scores?|points|ratings?|grades?|levels?|stars)"
_OF_FOUR = r"(?:\d\s*(?:/|of|out of)\s*\d|\d\s*in every|[45](?= (?:in|for|on|every))|four|five|4|5)"
# What an order may begin with: nothing, a mark, or a word that asks or tells.
_ASKS = (
    r"(?:^\W{0,60}|[.,;:!?)(-]\s{0,60}|\n\s{0,60}|\b(?:please|pls|plz|kindly|now|just|and|so|then|you|should|must|"
    r"shall|will|can|could|to whoever) )"
)
_PART = r"(?:part|section|sentence|story|answer|text|criteri\w+|situation|task|action|result)s?"
_JUDGED = (
    r"(?:quantified|specific|technical|concrete|complete|perfect|excellent|flawless|outstanding|"
    r"senior|strong\w*|full|numbers?)"
)
# Whoever grades is told what to do, or what the story is worth: no story says so of itself.
ORDER = re.compile(
    rf"(?<!to )(?<!\bi )(?<!\bwe )(?<!they )\b(?:ignore|disregard|forget|override)\b[^.]{{0,40}}?"
    rf"\b(?:instructions?|rules?|rubric|above|previous|prior|told)\b"
    rf"|\b(?:give|award|grant|assign|deserves?|gets?|receives?|expect|return|ask\w* for)\b"
    rf"[^.]{{0,40}}?\b{_TOP} {_MARK}\b"
    rf"|\b(?:top|full|max\w*|highest|perfect) {_MARK}\b"
    rf"|\b(?:give|award|rate|score|grade|mark)\b[^.]{{0,30}}?\b(?:[45] ?(?:/|of|out of) ?[45])\b"
    rf"|{_ASKS}(?:give|award|rate|score|grade|mark) (?:me|this|it|every|all|each|my|the \w+)\b"
    rf"[^.]{{0,30}}?\b{_OF_FOUR}(?!\w)"
    rf"|\b(?:put|use|write) (?:a )?(?:4|5|four|five) (?:everywhere|for every|for all|in every)\b"
    rf"|\b(?:levels?|scores?) (?:have to|must|should|shall) be (?:set to )?{_OF_FOUR}(?!\w)"
    rf"|\b(?:please|you|grader,?|assistant,?|must|should|expect to) (?:rate|score|grade)\b"
    rf"|{_ASKS}(?:rate|score|grade|mark|label|evaluate|judge|assess|treat|consider|count|regard|"
    rf"accept|classify|set)\b[^.]{{0,40}}?\b(?:me|{_PART}|levels?)\b[^.]{{0,30}}?"
    rf"\b(?:as|to|with|at) (?:an? )?(?:{_JUDGED}|{_PART}|{_TOP}|{_OF_FOUR})\b"
    rf"|{_ASKS}(?:rate|score|grade|mark) (?:this|me|my|it|every|all|each)\b[^.]{{0,30}}?"
    rf"\b(?:story|answer|part|top|high|four|five|{_JUDGED})"
    rf"|{_ASKS}(?:treat|consider|count)\b[^.]{{0,40}}?\b(?:as (?:an? )?|part ){_JUDGED}\b"
    rf"|\bmake sure (?:the|your) (?:feedback|verdict|report)\b|\btell the hiring committee\b"
    rf"|{_ASKS}(?:judge|evaluate|grade|score|rate) (?:generously|kindly|accordingly|with)\b"
    rf"|\b(?:you are|act as|as) (?:now )?(?:an? |the )?(?:\w+ )?"
    rf"(?:ai\b|language model|grader|evaluator|examiner|helpful|assistant)"
    rf"|^\W{{0,60}}(?:system|assistant|grader|evaluator|examiner|reviewer|ai|model)\W* ?[:,>]"
    rf"|\b(?:system|new|grading) (?:message|prompt|instructions?|hint)\s*:|#+ instructions?\s*:"
    rf"|\bnote (?:to|for) (?:the )?{_GRADER}\b|\b(?:dear|hey|hi) {_GRADER}\b"
    rf"|^\W{{0,60}}to (?:the {_GRADER}|whoever (?:reads?|grades?|marks?|scores?))\b"
    rf"|\bdeserves? (?:an? |the |nothing but )?(?:{_TOP} {_MARK}|\d|four|five|the maximum)\b"
    rf"|\b{_MARK[:-1]}|candidate score)(?: is| =|:) ?(?:hereby |fixed |at |of )*"
    rf"(?:4|5|16|excellent)\b"
    rf"|\b(?:level|score|grade) (?:of )?(?:4|four|5|five)\b[^.]{{0,30}}?"
    rf"\b(?:parts?|everything|all|deserve|please|situation|each)\b"
    rf"|\blevel for each\b|\bfive stars from you\b"
    rf"|{_ASKS}(?:do not|don't|dont|never) (?:report|list|mention|deduct|say|be strict|criti\w+|"
    rf"flag)\b[^.]{{0,40}}?\b(?:problems?|metric|vague|anything|strict|missing|weak\w*|story|points?|"
    rf"result|part)\b"
    rf"|{_ASKS}(?:return|output|print|respond|answer|repeat|reply|write)\b[^.]{{0,30}}?"
    rf"\b(?:json|levels?|scores?|no problems?|problems found|list of problems|after me|"
    rf"feedback|all parts|for each part|only with)\b"
    rf"|\byour (?:task|job|role) is (?:now )?to\b|\bend of story\b|\bskip the checks\b"
)
PRAISE = re.compile(
    r"\b(this|that|it|which|the story|my story)\b[^.]{0,20}"
    r"\b(show(s|ed|cases?|cased)|demonstrat\w+|prove[sd]?|highlight\w*|reflect\w*|speaks? to)\b"
    r"[^.]{0,20}\b(my|how|that i|me|i am|our) "
    r"|\bi('m| am| was)? (truly |really |clearly |known as |considered )*(an? )?"
    r"(great|natural|excellent|exceptional|born|strong|outstanding|brilliant|amazing|"
    r"world-class)\b"
    r"|^\W*(known|seen|regarded|recogni[sz]ed) as (a|an|the) (\w+ )?(strong|great|natural|"
    r"exceptional|outstanding|excellent|brilliant|true)\b"
    r"|\b(perfect|excellent|great|textbook|outstanding) (example|answer|story|star)\b"
    r"|\bmy (exceptional|outstanding|excellent|strong|great|superb|strategic) \w+"
)
GENERIC = re.compile(
    r"\b(i|we|you|they|he|she|pms?|managers?|people|(?<![a-z] )one) (would|should|could|might|"
    r"ought|(?<!i )(?<!we )must)\b(?! have)"
    r"|\bi'd (\w+ly |first |then |also |always |probably )?(?!been|already|had)"
    r"(?!\w+ed\b)[a-z]+\b"
    r"|\bi will (always|usually|first|try)\b"
    r"|\b(in my (view|opinion)|to me,|in general|generally|typically|usually|ideally|"
    r"as a rule)\b"
    r"|\bi (always|usually|often|never|generally|typically) (?!\w+ed\b)(try|make|look|listen|"
    r"start|"
    r"use|go|ask|think|say|put|do|have|believe|find)\b"
    r"|\bi (think|believe|feel|guess|suppose)( that)? (\w+ ){1,3}(is|are|should|can|matters?|"
    r"needs?)\b"
    r"|\b(the|an?) (best|right|key|good|great|most important) (\w+ ){1,4}(is|should|must|"
    r"always|"
    r"will)\b"
    r"|^(if|suppose|imagine|let's say|say) (i|you|we|a|an|the|there|someone|my)\b[^.]*\b(would|"
    r"will|"
    r"should|could|'d)\b"
    r"|\b(it is|it's) (important|essential|crucial|vital|key|always)\b"
    r"|\bis (key|crucial|essential|normal|important|everything)\b"
    r"|\b(can|could) you\b|\bhow (do|can|should|would) (i|you|one|we)\b|^(what|why|how) (is|"
    r"are)\b"
)
DIGRESSION = re.compile(
    r"\b(by the way|btw|side note|off.topic|another story|different story|i digress|unrelated|"
    r"nothing to do with|not (really )?(relevant|important here)|speaking of|funny (thing|"
    r"story|"
    r"enough)|as you know|where was i|long story|don't ask)\b|\ba funny \w+\b|^(hi|hello|"
    r"thanks|"
    r"thank you|sorry|ok|okay)\b[^.]{0,30}[.!]?$"
    r"|^(i mean|you know|honestly|well),? everybody\b|\bstill not sure\b|\bi love it\b"
)

DUTY = re.compile(
    r"\b(responsib\w+|in charge|accountable|tasked|mandate|assignment|assigned to me|mission)\b"
    r"|\b(my|our|the) (\w+ )?(task|job|goal|aim|objective|target|brief|remit|duty|role) "
    r"(was|is|became|were|there was|then was)\b"
    r"|^(goal|aim|objective|target|brief|ask|deadline|mission)\s*[:=-]"
    r"|\b(ask|want|tell|told|gave|give|gives|assign|hand|expect|charg|trust|appoint|brought|"
    r"bring|put|"
    r"made|hire|need|challeng|instruct|order|request)(e?d|s)? (me|it to me|this to me|us)\b"
    r"|\b(i|we) (was|were|am|are|'m|got|get|had been|have been) (then |also |now |just |"
    r"first )?"
    r"(asked|told|given|tasked|assigned|made|hired|brought|put|expected|appointed|entrusted|"
    r"supposed|"
    r"chosen|charged|requested|the one|to)\b"
    r"|\b(i|we|it|they|this) (had|have|needed|need|has|got) to\b"
    r"|^(had|needed|have|has) to\b"
    r"|\bi (owned|own|took on|take on|promised|had promised|committed|volunteered|got the|"
    r"get the)\b"
    r"|\b(fell|falls|came|landed) (to|on|with) (me|my)\b|\bmakes? it mine\b|\bit (was|"
    r"is) (mine|"
    r"my|on me)\b"
    r"|\b(being|ended up|became) (kind of |sort of )?(the one|responsible)\b|"
    r"\bto be delivered by\b"
)
# Verbs of duty that open a subjectless line: "Tasked with halving it."
LEADING_DUTY = one_of("""tasked asked told assigned hired brought entrusted charged appointed
    expected given promised committed volunteered owned goal aim objective
    target""")
GIVEN = one_of("asked told assigned hired brought given expected")  # duties only if passive
TASK_ANNOUNCED = re.compile(
    r"^\W*(?:(?:so|and|well|now|anyway) )*(?:the |my |our |an? )?(?:\w+ )?"
    r"(?:task|job|goal|objective|role|mission|challenge|work|assignment|responsibility)\b"
    r"(?:[^.:;]{0,40}?(?:\b(?:was|is|were|consisted)\b|[:,])|\W+(?=[a-z]+ed\b))(?: that| in)?\W*"
)

RISE_OR_FALL = re.compile(
    r"\b(fell|falls?|dropp?(ed|s)?|declin\w+|decreas\w+|shrank|shrunk|sank|r(o|i)se[ns]?|grew|"
    r"grown|"
    r"climb\w*|jump\w*|increas\w+|improv\w+|doubl\w+|tripl\w+|halv\w+|reduc\w+|sav(ed|es|ing)|"
    r"gain\w*|"
    r"cut|recover\w*|went (up|down|from|to|back|live)|goes (up|down|from)|(is|are|was|"
    r"were) (up|"
    r"down|"
    r"now|under|below|above)|(up|down) (to|from|by|\d)|back (to|under|on)|below|under|fewer|"
    r"faster|"
    r"slower|shorter|less|more|better|worse|quicker|cheaper|moved from|exceed\w*|reached|hit|"
    r"vanish\w*|"
    r"disappear\w*|stopp?ed|ended|passed|finish\w*|succeed\w*|returned|came back|zero|none|"
    r"no longer)\b"
)
OUTCOME = re.compile(
    r"\b(as a result|in the end|at the end|eventually|finally|ultimately|since then|"
    r"from then on|"
    r"afterwards?|the (outcome|result|effect|impact)|result|outcome|impact|led to|which meant|"
    r"thanks to (this|that)|this (meant|allowed|saved|enabled)|to this day|until today|"
    r"even now|"
    r"(days?|weeks?|months?|quarters?|years?) (later|after)|"
    r"after (the |our |my )?(launch|release|roll-?out|that|this|which|it went)|by (the |"
    r"\d{1,2} |"
    r"early |mid |late |mid-)*(january|february|march|"
    r"april|may|june|july|august|september|october|november|december|then|the end)|"
    r"within (\w+ )?(days?|weeks?|months?|a|the)|went live|launched|shipped on|delivered|"
    r"is gone|"
    r"today|now|still (in use|use|uses|using|used))\b"
)
MOOD = re.compile(
    r"\b(happy|happier|delighted|pleased|thrilled|satisfied|glad|excited|proud|impressed|"
    r"success\w*|"
    r"well received|went (very |really |quite )?(well|smoothly)|(much|a lot|way) better|great|"
    r"excellent|positive|apologi[sz]\w+|thank(ed|s)|prais\w+|complain\w*|loved|recommend\w*|"
    r"trust\w*)\b"
)
LESSON = re.compile(
    r"\b(i|we) (have |also |really )?(learn(ed|t)?|realis\w+|realiz\w+)\b|\blesson|"
    r"\bnext time\b"
    r"|\b(taught|showed) me\b|\bi('d| would| will) (do|now|have|buy|start|ask|talk|never|"
    r"always) "
    r"(?=\w).*(again|first|earlier|differently|different|sooner|next)|\bin hindsight\b|"
    r"\blooking back\b"
    r"|\b(since then|ever since|from then on|now|today),? (i|we) (always|never|no longer|"
    r"\w+ every)\b"
    r"|\bwhat (i|we) (now )?do (now|differently|otherwise|since)\b"
    r"|\btake[- ]?away\b|\bwhat i (took|take) (from|away|out)\b|\bwould (do|have done) (it )?\w*\s*"
    r"(differently|otherwise|again|earlier|sooner)\b|^(lesson|learning|learned|learnt|takeaway)s?\b"
)
BACKGROUND = re.compile(
    r"\b(when|while|after|before) (i|we) (was|were|joined|started|worked|came|arrived|"
    r"took over)\b"
    r"|\b(at the time|back (when|then|in)|in (19|20)\d\d|last (year|summer|spring|autumn|fall|"
    r"winter|"
    r"quarter|month)|(a few|two|three|some|several) years ago|during my|used to|at first|"
    r"before that|"
    r"until then|in my (last|previous|former|first|old) |there (was|were|is|are)|it (was|is) a|"
    r"context|background)\b"
    r"|\b(i|we) (work|worked|am working|was working|joined|started|ran product|run product|am|"
    r"was|"
    r"were|am|lead|led) (at|for|in|as|on|with|the \w+ team|since|a|an|the pm|product|pm|head)\b"
    r"|\b(a|the|an) (company|start-?up|bank|shop|firm|studio|agency|scale-?up|vendor|insurer|"
    r"hospital|"
    r"retailer|university|client|customer) (of|that|which|where|with|had|was|called)\b"
)
TROUBLE = re.compile(
    r"\b(problem|issue|complain|churn|fail|broke|crash|slow|late\b|delay|backlog|outage|"
    r"incident|"
    r"angry|confus|los(t|ing|e)\b|leav|nobody|no one|no owner|never|missing|manual|by hand|old|"
    r"legacy|"
    r"risk|threat|burn|stuck|poor|unfair|blam|wrong|error|timed? out|timeout|audit|vanish|"
    r"behind|"
    r"fragile|expensive|growing|piling|waiting|challeng|struggl|conflict|disagree)\w*"
)
PROGRESSIVE = re.compile(r"\b(was|were|is|are|kept|had been|has been|keep|keeps) \w+ing\b")
DECISION = re.compile(
    r"\b(chose|choose|decid\w+|opted|picked|instead of|rather than|over a|over the|agreed|"
    r"refus\w+|"
    r"said no|compar\w+|weigh\w+|propos\w+|negotiat\w+|persuad\w+|convinc\w+|escalat\w+|"
    r"drafted|"
    r"wrote|interviewed|mapped|split|tested)\b"
)

WE = re.compile(r"\b(we|our|us|ourselves|together)\b")
I_SELF = re.compile(r"\b(i|me|my|mine|myself|i've|i'd|i'm)\b")
TEAM_SUBJECT = re.compile(
    r"\b(the|our|my|whole|entire) (\w+ )?(team|engineers?|developers?|squad|colleagues?|"
    r"company|"
    r"department|designers?|vendor|group|staff|people)\b|\bthey\b|\beveryone\b|\beverybody\b"
)
PASSIVE = re.compile(
    r"\b(was|were|has been|have been|been) (\w+ly )?(\w+(ed|own|ven|ken|ten)|"
    r"(re)?(built|made|put|set|cut|done|run|sent|split|bought|brought|found|held|kept|shut))\b"
)
BY_ME = re.compile(r"\w(ed|en|wn|ne) (only |personally )?by me\b")
OTHERS = tuple(
    sorted(
        one_of(
            """he she they it who team teams engineer engineers developer developers squad company
            department designers vendor group staff people colleague colleagues"""
        )
    )
)
SUBORDINATE = one_of("""when while as before since because where which what if that who whom whose
    until whenever once although though after than""")
BETWEEN_SUBJECT_AND_VERB = one_of("""then also
    first therefore so just even only next still soon once
    later     never always basically simply quickly personally myself kind sort of
    like um uh both together each all actually really again already
    finally now immediately""")
FILLERS = one_of("""then and so first second third next also after afterwards finally later
    but well anyway um uh like basically monday tuesday wednesday thursday
    friday saturday sunday step 1 2 3 4 5""")
