"""Words by which it is told that a sentence must not reach a reader, a pattern for each reason."""

from __future__ import annotations

import re

TO_A_MACHINE = re.compile(
    r"\b(?:ignore|disregard|forget|override)\s+(?:(?:all|any|the|your|my|these|everything)\s+)*"
    r"(?:(?:of\s+the\s+)?(?:previous|prior|earlier|above|other|system|preceding)\s*)?"
    r"(?:instructions?|rules?|prompts?|directions|messages?|text|the above|above)\b"
    r"|\bignore (?:the|everything|all) (?:above|before)\b"
    r"|\b(?:you are|act as|pretend to be)\s+(?:an?|the|now)\s+(?:\w+\s+)?(?:ai|assistant|chatbot"
    r"|language model|model|llm|bot|system)\b|\bas an ai\b|\bsystem prompt\b"
    r"|\b(?:reply|respond|answer|output)\s+(?:only|just|exactly)?\s*(?:only\s+)?(?:with|in)\s+"
    r"(?:the (?:single )?word|only|nothing|json|one word|just|(?-i:[\"“'‘]?[A-Z]{2,}\b)|[\"“‘])"
    r"|\b(?:reply|respond|answer|output)\s+(?:only|just|exactly)\b"
    r"|\b(?:assistant|ai|gpt|chatgpt|copilot|claude|model|llm"
    r"|chatbot)\s*[:,]\s*(?:please\s+)?(?:when"
    r"|do|you|now|write|say|reply|ignore|add|give|output|print|rewrite|include|mark|rate|make|call"
    r"|translate|summari[sz]e|skip|state|mention|tell|stop|answer|respond)\b"
    r"|(?:^|\[|\n)\s{0,40}(?:system|assistant|ai assistant|note to (?:the )?(?:ai|assistant|model"
    r"|rewriter|bot))\s*:"
    r"|\b(?:when|if) you (?:rewrite|summari[sz]e|process|translate|shorten) this\b"
    r"|\b(?:say|write|add|claim|state) (?:that )?(?:everything|all) (?:is|was|went) (?:fine|great"
    r"|perfect|well)\b|\b(?:ai|language) model\b.{0,40}\b(?:must|should|has to)\b"
    r"|\bwrite (?:me )?(?:a|the) (?:poem|song|haiku|joke)\b"
    r"|\b(?:note|message|instructions?|hint) (?:to|for) (?:the |any |an )?(?:ai|assistant|model"
    r"|bot|llm"
    r"|rewriter|summari[sz]er|language model|machine)\b|\b(?:to|dear) (?:the )?(?:ai|assistant"
    r"|llm)\b\s*[:,]"
    r"|@(?:assistant|ai|bot|copilot|gpt)\b|<\s*/?\s*(?:system|instructions?)\s*>|\b(?:begin|end"
    r"|new)"
    r" instructions?\b|\bif you(?:['’]re| are) (?:an? )?(?:ai|llm|language model|assistant|bot"
    r"|model)\b"
    r"|\b(?:llm|ai|language model|assistant|bot)s? (?:reading|processing|rewriting"
    r"|summari[sz]ing)\b"
    r"|\b(?:from now on,? you|your (?:new )?(?:task|role|job) is (?:now )?to|override (?:all|your"
    r"|the))\b"
    r"|\b(?:begin|start|end|finish) (?:your|the|every) (?:reply|answer|response|output|text"
    r"|message) with\b"
    r"|\b(?:print|output|repeat|return) (?:the (?:words?|following|text|system)|exactly|only"
    r"|verbatim"
    r"|[\"“'‘])|\b(?:disregard|ignore|forget) (?:everything|anything|what|all that|the (?:rest"
    r"|rules"
    r"|following|previous|above))|\binstead,? (?:write|say|reply|output|answer|respond)\b"
    r"|\b(?:rewrite|summari[sz]e|translate|describe|present) (?:this|it|the (?:above|message"
    r"|text)) (?:as"
    r"|so that|in a way|into|to (?:say|sound|make))|\b(?:mark|rate|score|classify) (?:this|it) as\b"
    r"|\b(?:state|claim|say|pretend|write) (?:that )?(?:the |this |our )?(?:project|everything"
    r"|launch"
    r"|release|goal|it|all) (?:is|was|went|has been) (?:on (?:time|track)|met|fine|green|approved"
    r"|a success|done|perfect)\b",
    re.IGNORECASE,
)
_BETWEEN_US = (
    r"off the record|between (?:us|you and me|ourselves)|keep (?:(?:this|it|that) )?(?:quiet"
    r"|between|confidential|internal|secret|to yourself|under wraps)|confidential(?:ly)?"
    r"|(?:not|isn['’]t) (?:public|announced) yet|for your eyes only|internal only|strictly internal"
    r"|(?<!shareable )(?<!available )under nda"
    r"|do not forward|don['’]?t forward|internal (?:note|use)"
)
# Colleagues may be told what not to tell others; what they must not hear themselves is "us" only.
SECRET = re.compile(
    rf"\b(?:{_BETWEEN_US})\b|\b(?:don['’]?t|do not|never)\s+tell\s+(?!prospects|customers|clients"
    r"|partners|users|buyers|them\b)",
    re.IGNORECASE,
)
SECRET_OUTSIDE = re.compile(
    rf"\b(?:{_BETWEEN_US})\b|\b(?:don['’]?t|do not|never)\s+(?:tell|mention|share|repeat|disclose"
    r"|say|let (?:them|him|her|anyone|anybody)|talk about|speak about)\b"
    r"|\b(?:tell|say) (?:\w+ ){0,3}nothing\b"
    r"|\b(?:better|rather|best) (?:not|don['’]?t) (?:\w+ )?(?:tell|mention|say|write)\b"
    r"|\b(?:leave|keep) out (?:that|the (?:fact|bit|part)|about)\b"
    r"|\bkeep (?:this|that|it) (?:to|among) us\b"
    r"|\bnot for (?:them|him|her|the (?:customer|client|letter|mail|reader))\b"
    r"|\bno need to (?:mention|tell|say)\b|\bskip the (?:part|bit) (?:about|on|where)\b",
    re.IGNORECASE,
)
OPINION = re.compile(
    r"\b(?:incompetent|lazy(?![ -]load)|idiot(?:s|ic)?|stupid|useless|sloppy|careless|clueless"
    r"|unprofessional"
    r"|annoying|hopeless|ridiculous|dropped the ball|screwed up|messed up|(?:my|his|her"
    r"|their) fault"
    r"|to blame|blames?|never (?:listens?|delivers?|reads?|answers?)|always (?:late|complains?)"
    r"|terrible at|not up to (?:it|the job)|in over (?:his|her|their) head|(?:i|we) (?:honestly "
    r"|really )?(?:think|feel|believe) (?:he|she|they|[A-Z]\w+) (?:is|are|was|were)"
    r"|difficult to work with|(?:is|are|am|being) overpaid"
    r"|(?:can(?:no|['’])t|can not) be trusted|frankly|pissed"
    r"|sick of"
    r"|fed up|no clue|has no idea|pain in the|a nightmare to|too (?:slow|lazy|junior"
    r"|stubborn) (?:to"
    r"|for)|drama queen|burnt? ?out|pregnant|divorced?|drunk|amateurs?|moron|joke of a"
    r"|(?:don['’]t|do not) want to hear|a mess\b"
    r"|doesn['’]t care|does not care|(?:could|couldn['’]t|could not) care less|waste of (?:space"
    r"|time)|(?:should|ought to) be fired"
    r"|out of (?:his|her|their) depth|asleep at the wheel|(?:can['’]t|cannot) (?:code|count|read"
    r"|spell"
    r"|plan|test)|impossible to work with|a (?:pain|clown|joke|disaster|diva|liability)\b|clowns?\b"
    r"|(?:he|she|they|team|(?-i:[A-Z]\w+)) (?:is|are|was|were) the worst\b"
    r"|as usual\b|typical(?:ly)? (?:of|for) (?:him|her|them)|moody|overrated"
    r"|unreliable as"
    r"|panics?\b|not the (?:sharpest|brightest|fastest)|doesn['’]t (?:know|understand"
    r"|get) (?:what|how|it)"
    r"|does not (?:know|understand) (?:what|how)|never (?:does|did|tests?|checks?|thinks?|shows?"
    r"|replies"
    r"|cared|learns?)|always (?:breaks?|forgets?|blames?|whines?|panics?|the same|exaggerat\w+)"
    r"|(?<!people )(?<!users )(?<!customers )(?<!players )hates? (?:it|this|us|me|him|her"
    r"|meetings)|stubbornly|childish|cowboys?|dinosaurs?"
    r"|dead ?weight"
    r"|(?:too|so) (?:slow|lazy|junior|proud|dumb|stubborn|chaotic)|chaotic|incapable|dumb|crazy"
    r"|nonsense|bullshit|crap\b|shit\w*|wtf|damn|bad attitude|arrogant|stubborn|naive|whin(?:es?"
    r"|ing))\b"
    r"|\b[A-Z]\w+ (?:thinks|believes|says) their \w+ (?:is|are) (?:slow|bad|weak)",
    re.IGNORECASE,
)
INNER_COST = re.compile(
    r"\b(?:cost cent(?:re|er)s?|cost(?:s|ing)? us|costs? (?:the|our) company|we owe"
    r"|(?:total |our )?exposure|in credits"
    r"|(?<!your )(?:our (?:cost|margin|budget|spend|revenue|loss)\w*|margins?|budget\w*|headcount"
    r"|overtime|contractors?|salar(?:y|ies)|revenue|profit\w*|engineers|developers?|upsell\w*|quota"
    r"|arr\b|mrr\b|runway|burn rate|bonus(?:es)?)"
    r"|we (?:pay|lose|lost|spent?|save|wasted)\b[^.]*(?:[$€£\d]|weeks?|days?|months?)"
    r"|penalt(?:y|ies)|write-?off|churn\w*|(?:this|the) deal|at risk of (?:leaving|losing)"
    r"|(?:their|the) renewal|premium by|insurer|discounts?|(?:bills?|billed|charges?|charged"
    r"|invoiced?)"
    r" us\b|compensat\w+|commission|internal (?:target|goal|deadline)s?|upside|bonus(?:es)?"
    r"|refund(?:s|ed)?"
    r" (?:them|him|of [$€£\d])|lawyers?|lawsuit|liabilit\w+|worth [$€£\d]|(?:save|cut|reduce|saving"
    r"|cutting)\s+(?:\w+\s+)?costs?"
    r"|(?:needs?|pending|await\w*|waiting for|without|got|get|after|have|has)\s+(?:the |an? |his "
    r"|her "
    r"|their )?(?:internal |budget |legal |finance |management |board )?(?:approval|sign-?off)\b"
    r"(?! (?:step|flow|process))|approved (?:by|the budget|it|this)|(?:finance|legal|the board"
    r"|management|leadership|procurement|hr)(?: \w+)? (?:approv\w+|signed off)"
    r"|pulled into|(?:buying|building|hosting|licen[cs]es?) (?:costs?|would)"
    r"|(?:marketing|legal|finance|sales|hr|procurement|leadership|management) (?:has|have|is|was"
    r"|are"
    r"|will|needs?|wants?|booked|asked|agreed|thinks|refuses?))\b",
    re.IGNORECASE,
)
INNER_CAUSE = re.compile(
    r"\b(?:root cause|caused by|human error|misconfigur\w+|our (?:own )?(?:fault|mistake|error)"
    r"|(?:we|team|engineers?|colleagues?|someone|somebody|nobody|who) (?:\w+ )?(?:forgot\w*|missed"
    r"|overlooked|underestimated|broke|skipped|ignored|neglected|messed|removed (?:it|the|a)"
    r"|(?:did not|didn['’]t|had not|hadn['’]t) (?:test|check|read|notice|tested|checked))"
    r"|without (?:running|testing|checking|telling|asking|reading|review)|against the advice"
    r"|under-?staffed|short[- ]staffed|attrition|on (?:sick|parental|medical|maternity|paternity)"
    r" leave|on leave|on vacation|(?:has|have|had|he|she|who|they) quit|resign\w*|laid off|layoffs?"
    r"|sick\b|burnt? ?out|tech(?:nical)? debt|no tests?|untested|on-?call|on call"
    r"|replacement hires?"
    r"|post-?mortem|internally|bad (?:deploy|release|config\w*|merge|code)|wrong (?:config\w*|flag)"
    r"|buggy?|bugs?|regression(?! (?:suite|tests?|check|analysis))"
    r"|memory leak|race condition|mistakenly|by mistake|(?:our|the|a|an"
    r"|pentest|external) (?:vendor|supplier|freelancer|agency)|vendors?|subcontractors?"
    r"|nobody (?:noticed|saw|checked|knew|looked)|all (?:three|two|four|zones) (?:zones )?at once"
    r"|legal exposure|lawsuit|competitors?|reorg\w*|re-org\w*|staffing|hiring|morale|turnover"
    r"|understood too late|expired certificate|forgot\w*|typos?|oversight|mix-?up|misread\w*"
    r"|mistyp\w*"
    r"|fat-?finger\w*|interns?\b|trainees?|new hires?|overworked|rushed|cut corners|neglect\w*"
    r"|overlook\w*|underestimat\w*|misjudg\w*|miscalculat\w*|left (?:the company|us)|fired\b"
    r"|dismissed|short of (?:staff|people)|vacanc\w+|no backup for|handover|hand-over"
    r"|parental leave"
    r"|maternity|sabbatical|shortcut|workload|(?:senior|junior) (?:developers?|engineers?)"
    r"|(?:she|he) (?:did|had|forgot|merged|changed|removed)|budget cuts?|freeze on hiring)\b",
    re.IGNORECASE,
)
# Talk among colleagues: what somebody thinks, wants decided, plans to work on; no "you" in it.
AMONG_OURSELVES = re.compile(
    r"\bI(?:['’]d| would| also| honestly)* (?:think|recommend|suggest|guess|lean|believe|propose"
    r"|like"
    r"|prefer|vote|doubt)\b|\bwe (?:should|need to (?:talk|decide|discuss)|could also|decided"
    r"|agreed"
    r"|lose the|do not decide|don['’]t decide)|\b(?:let['’]s|do we|shall we|who (?:tests|can|owns"
    r"|does)"
    r"|what we decided|boss|tender|our estimate|price offer|feature work|story points|tickets over"
    r"|someone from|somebody from|need:|open:|to be decided|tbd|is (?:free|busy"
    r"|available) (?:before"
    r"|until|from)|man-?days|person-?days|engineer-?(?:weeks|days)|status week|next sprint"
    r"|proposal|we agreed internally|asked (?:him|her)|i take over|not started)\b"
    r"|\bcosts? (?:about |around |roughly |only |at least )?(?:EUR |USD "
    r"|[$€£])?\s?\d[\d,.]*k?(?: \w+)?"
    r" (?:a|per) (?:month|year|week|day)\b|\bwould (?:charge|cost)\b",
    re.IGNORECASE,
)
# Who decides inside a company; "your legal team" is the reader's.
_OFFICES = (
    r"(?<!your )(?:legal|finance|marketing|sales|hr|procurement|leadership"
    r"|management|compliance|the board|accounting|controlling|(?:the|our) (?:cfo|cto|ceo|coo|cio|vp"
    r"|directors?|lawyers|steering (?:committee|group)))"
)
_MONEY = (
    r"(?:(?:another|an extra|up to|about|around|roughly|the|an?|some|more|additional|extra) ){0,3}"
    r"(?:[$€£]\s?\d[\d,.]*k?|(?:usd|eur|gbp|chf)\s?\d[\d,.]*k?|\d[\d,.]*\s?(?:k\b|usd|eur|gbp|chf|dollars|euros"
    r"|pounds)|budget|money|funding|funds|headcount|approval|sign-?off|go-?ahead|hires?\b"
    r"|engineers?\b|developers?\b|contractors?\b)"
)
# An ask for money, people or a decision that only colleagues can answer.
ASK_OF_COLLEAGUES = re.compile(
    r"\b(?:(?:can|could|may|shall|should|might) (?:we|i|somebody|someone|anyone|anybody) (?:please "
    r"|pls |also )?(?:get|have|spend|use|take|hire|book|buy|order|add|approve|release|free up"
    rf"|allocate) {_MONEY}"
    r"|(?:we|i)(?:['’]d| would| will|['’]ll)? (?:also |still |really )?(?:need|want|ask for"
    rf"|are asking for|request|like|require) (?:to (?:spend|hire|get|have|buy) )?{_MONEY}"
    r"|(?:please |pls |kindly )(?:approve|release|allocate|free up|sign off)(?: on)? (?:the |this "
    rf"|an? |another )?{_MONEY}"
    rf"|{_OFFICES}(?: team| department)? (?:must|should|has to|have to|needs? to|still needs? to"
    r"|can|could|may|might|shall|is to|are to|will|would)(?: still| also| first| please)? (?:decide"
    r"|approve"
    r"|sign|agree|clear|choose|confirm|review|say|rule|judge|vote|ok|okay|allow|release)"
    r"|(?:yes|okay|ok|nod|answer|decision|signature|clearance|word|green light|permission|blessing"
    rf"|approval|sign-?off|go-?ahead) (?:from|by|of) (?:the |our )?{_OFFICES}"
    rf"|{_OFFICES}(?: team| department)? (?:says?|said|told us|tells us|lets?|allows?|allowed)"
    r" (?:that )?(?:we|i|us))\b",
    re.IGNORECASE,
)
YOU = re.compile(r"\byou(?:r|rs|rself)?\b", re.IGNORECASE)
CAUSE_LABEL = re.compile(
    r"^(?:the |root )?(?:cause|reason|why|blame|internally|nb|ps|p\.s\.)\b\s*[:,]|^(?:the"
    r"|our) (?:real "
    r"|main |root )?(?:reason|cause) (?:is|was|for)\b|^(?:this|it) was our (?:own )?(?:fault"
    r"|mistake)",
    re.IGNORECASE,
)
INNER_ACTOR = re.compile(
    r"\b(?:we|our|us|team|staff|colleagues?|developers?|engineers?|somebody|someone|nobody|he|she"
    r"|his|her|shift|management|(?:de)?prioriti[sz]\w+|migration|resellers?|vendors?|suppliers?"
    r"|contract"
    r"|finance|legal|deploy\w*|config\w*|scripts?|code|database|rules?|release)\b",
    re.IGNORECASE,
)
CUSTOMER_WORD = re.compile(
    r"\b(?:customers?|clients?|accounts?|deals?|contracts?|renewals?|prospects?|pilots?|tenants?"
    r"|complain\w*|escalat\w+|threaten\w*|signed?|churn\w*|cancel\w*|credits?|renew\w*|waits? for"
    r"|waiting for|asks? for|asked for|evaluat\w+|procurement|their|they|them|already|because"
    r"|as well|too|one-off|raised|gets?|got|had|same|instead|reported|affected|also|discount\w*"
    r"|paid|pays?|like|unlike|such as|and|first|before you)\b",
    re.IGNORECASE,
)
TO_COLLEAGUES = re.compile(
    r"\b(?:tell|inform|notify|write to|promise|told|informed) (?:the |our |any "
    r"|all )?(?:[\w-]+ ){0,2}(?:customers?|clients?|accounts)\b|\b(?:tell|inform|warn"
    r"|call) your accounts\b"
    r"|\b(?:customer|account) team\b|^internal(?:ly)?\b",
    re.IGNORECASE,
)
HONESTLY = re.compile(
    r"^(?:also )?(?:honestly|frankly|to be honest|in my opinion)\b", re.IGNORECASE
)
PLACE = re.compile(
    r"\b(?:in|across|throughout|within|region|from|to|at|of|near|city of|country)\s+(?:the\s+)?$"
)
# Where nobody uses capitals, a given name is one before what people do.
LOWER_PERSON = re.compile(
    r"\b(?!will\b|can\b|may\b|mark\b|bill\b)([a-z]{3,})(?=['’]?s (?:team|fault|mistake|idea)\b"
    r"| (?:is (?:on|off|sick|away|out)|has|did|forgot|merged|removed|broke|wants?|thinks?|says?"
    r"|said"
    r"|will|fixe[sd]|found|wrote|decided|proposed|asked)\b)"
)
OTHERS = re.compile(r"([A-Z]\w{1,60}+)(?:,| and)\b.{0,30}\bother (?:customers?|clients?|accounts?)")
# "The same happened at Green Delta": somebody else's case.
SAME_AT = re.compile(
    r"\b(?:[Ss]ame|[Ii]dentical|[Ss]imilar)\b[^.!?,;]{0,40}\b(?:at|with|for|to|as|from)\s+((?:[A-Z][\w&'’-]+\s?){1,3})"
)
OTHER_CUSTOMERS = re.compile(
    r"\b(?:(?:an)?other|two|three|several|some|many|few|\d[\d,.]{0,40}) (?:other |more "
    r"|of our (?:other )?)?"
    r"(?:customers|clients|tenants|accounts)\b",
    re.IGNORECASE,
)
GREETING = re.compile(
    r"^\s*+(?:(?:hi|hello|hey|dear|good (?:morning|afternoon|evening|day)|moin|servus"
    r"|(?-i:Morning|Afternoon|Evening)(?=[,!.:]|\s+(?-i:[A-Z])|\s+(?:all|team|both|folks|every)))"
    r"(?:\s+(?!about\b|re\b|for\b|this\b|just\b|on\b|i\b|we\b|here\b|quick\b|the\b"
    r"|from\b)[\w.'’-]+)"
    r"{0,4}\s*[,!.:]*"
    r"|(?:best|kind|warm|many)?\s*(?:regards|greetings|wishes)\b.*|(?:many )?thanks(?: again| a lot"
    r"| all| everyone| in advance| so much)?[,.!]*|(?:many )?thanks for [^.!?\d]{0,60}[.!]"
    r"|(?:cheers|best|br|kr|ciao|bye|yours|yours sincerely|yours truly|take care|see you|thx|thanks"
    r"|thank you)[,.!]*(?:\s+[A-Z][\w'’.-]+){0,3}[.!]?|sincerely.*|thank you[,.!]*"
    r"|[A-Z]\w+ here[.,!]|i hope (?:this (?:finds|mail)|you are)[^.!?]*[.!])\s*$",
    re.IGNORECASE,
)
