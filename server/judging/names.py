"""Names and systems in running text: people, companies, products, identifiers, acronyms."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from server.judging.lexicon import Lexicon
from server.judging.technical import is_common
from server.text import STOP_WORDS, sentences

_UP, _LOW = "A-ZÀ-ÖØ-ÞŁŚŽČ", "a-zß-öø-ÿąćęłńśźżšžčřğış"
_CAP = (
    rf"[{_UP}][{_UP}{_LOW}]*[{_LOW}][{_UP}{_LOW}]*(?:['’][{_UP}][{_LOW}]+)?(?:-[{_UP}][{_LOW}]+)*"
)
_RUN = re.compile(rf"(?<![\w`/@.#-]){_CAP}(?:[ \t]+(?:&[ \t]+)?(?:{_CAP}|[A-Z]\b\.?))*(?![\w/])")
_IDENTIFIER = re.compile(
    r"`[^`\n]+`"
    r"|(?<!\w)(?:p|n|r|R²|alpha|sigma)\s?[<>=≤≥]\s?\d[\d.,]*\d"
    r"|(?<![\w-])(?:aria|data(?!-(?:sharing|protection|entry|rich|quality|processing|cent|loss|intensive|hungry"
    r"|plan|roaming|usage|use|related|only|free))|x|ng|v)-[a-z]+(?:-[a-z]+)*(?![\w-])(?<!x-axis)(?<!x-ray)(?<!data-driven)"
    r"(?<!data-based)(?<!data-led)(?<!data-heavy)"
    r"|(?<![\w-])(?:Accept|Content|Cache|User|Set|Access|Transfer|Strict|Referrer|Last|If|X)"
    r"-(?:[A-Z][a-z]+-?)+(?![\w-])"
    r"|(?<![\w#])#\d{2,}\b"
    r"|(?<!\w)[A-Z]{2,10}-\d{2,}\b"
    r"|(?<![\w/.-])[A-Za-z][A-Za-z0-9]*(?:_[A-Za-z0-9]+)+(?:\.\w+)*(?:\(\))?"
    r"|(?<![\w.-])[a-z]+(?:-[a-z0-9]+)*-(?:svc|service|api|db|worker|gateway|queue|prod|cluster"
    r"|consumer|proxy|cache|router|job|v\d+)(?![\w-])"
    r"|(?<![\w.])[a-z]\w*(?:\.\w+)*\(\)"
    r"|(?<!\w)[A-Z][a-z0-9]+(?:[A-Z][a-z0-9]+)*(?:Service|Controller|Manager|Handler|Factory"
    r"|Exception|Router|Cache|Proxy|Server|Parser|DB"
    r"|Error|Client|Worker|Job|Repository|Provider|Adapter|Queue|Table|Id|Config|Module)(?!\w)"
    r"|(?<![\w])/(?:[a-z][\w.{}-]*/)*[a-z][\w.{}-]*(?=[\s,.;:)]|$)"
    r"|(?<!\w)[a-z]+[A-Z][A-Za-z0-9]+(?!\w)"
)
_VERSION = re.compile(r"(?<![\w.])(?:[Vv]ersion\s+|[Rr]elease\s+|[Vv])\d+(?:\.\d+)*\b")
# Written in capitals for weight, or a unit: no acronym to explain.
_PLAIN_CAPITALS = frozenset(
    "all not no must never only before after new done stop please now urgent note nb warning yes"
    " both"
    " every any todo always really very important our we you they this that and or but never per"
    " kb mb gb tb pb kw mw gw kwh mwh gwh khz mhz ghz db teur keur meur chf jpy inr brl usd cad aud"
    " sek nok dkk pln czk huf km kg hz rpm mm cm ml".split()
)
_ACRONYM = re.compile(r"(?<![\w&'’.#-])[A-Z][A-Z0-9]{1,5}s?(?![\w&])(?!-\d)")
_CALENDAR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July|August"
    r"|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Christmas"
)
COMPANY_ENDS = frozenset(
    [
        "Corp",
        "Inc",
        "Ltd",
        "LLC",
        "GmbH",
        "AG",
        "SA",
        "Bank",
        "Group",
        "Labs",
        "Health",
        "Holdings",
        "Foods",
        "Retail",
        "Logistics",
        "SpA",
        "AB",
        "BV",
        "NV",
        "Oy",
        "ASA",
        "Partner",
        "Partners",
        "Sons",
        "Brothers",
        "Bros",
        "Academy",
        "Insurance",
        "Airlines",
        "Hotels",
        "Pharma",
        "Chemie",
        "Logistik",
    ]
)
# After one of these verbs a first word with a capital is somebody, not a common noun.
_SAYS = re.compile(r"\s+(?:says?|said|asked|told|wants|thinks|believes|agreed|promised|forgot)\b")
# What people do: before or after such words a name that no list knows is a person.
_DOES = re.compile(
    r"(?:['’]s (?:own )?(?:team|group|squad|fault|mistake|advice|idea|view|leave|absence)\b)"
    r"|\s+(?:from (?:legal|finance|sales|marketing|support|engineering|security|hr|it|ops|qa)\b)"
    r"|\s+\((?:our|the|my)\b|\s+(?:also |just |already |really |accidentally |again )?(?:merged"
    r"|forgot"
    r"|removed|fixe[sd]|broke|thinks|believes|wants|wanted|says?|said|told|asked|promised"
    r"|propose[sd]"
    r"|decide[sd]|owns|writes|wrote|ignored|missed|deployed|pushed|resigned|quit|agreed|refused"
    r"|leads"
    r"|joined|works on|takes over|took over|is (?:on|sick|off|away|out|back|still|working|leaving"
    r"|lazy"
    r"|slow|hopeless|new here)|was (?:on|sick|off|away|late)|overlooked|misconfigured|skipped"
    r"|underestimated|disabled|approved|signed off|messed|screwed|insists?"
    r"|left (?:us|the|in)|will (?:write|call|send|take|fix|check|own|lead|join|be back)|has (?:left"
    r"|resigned|quit|no clue)|found|investigate[sd]|noticed|found out|reported|rotated|restarted"
    r"|tested|reviewed|switched|changed|deleted|dropped|ran|did)\b"
)
_OWED = re.compile(
    r"(?:\b(?:thanks to|ask|ping|cc|told|tell|blame[sd]?|credit to|kudos to|assigned to|owned by"
    r"|fixed by|found by|reviewed by|written by|headed by|led by|convince|contact|call|e-?mail)"
    r"|\b(?:Mr|Ms|Mrs|Dr|Prof)\.?)\s+$",
    re.IGNORECASE,
)
# What things do as well: after a common word, which may only have its capital from the place.
_THINGS_DO = re.compile(
    r"\s+(?:also |just |already |really |accidentally |again )?(?:broke|fixe[sd]|removed|missed"
    r"|skipped|leads|works on|is (?:on|off|away|out|back|still|working|leaving|slow|hopeless)"
    r"|was (?:on|off|away|late)|overlooked|disabled|left the|has left|found|noticed|reported"
    r"|rotated|restarted|switched|changed|deleted|dropped|ran|did|tested|pushed|deployed"
    r"|underestimated|refused|joined|will (?:write|call|send|take|fix|check|lead|join|be back))\b"
)
# "Globex and Initech": a name beside a name is one.
_BESIDE = re.compile(r"(?:,| and| &)\s+(?!I\b)[A-Z][a-z]+\b(?!\s+[A-Z]?[a-z]+ing\b)")
# Common nouns that open sentences and do what people do.
_SUBJECTS = frozenset(
    "customers users somebody someone nobody everybody everyone management leadership legal finance"
    " marketing sales support engineering security operations product design hr it qa people staff"
    " customer user client clients engineers developers designers analysts researchers testers"
    " vendors"
    " vendor supplier suppliers partners parents teachers drivers nurses players patients admins"
    " the tests deploys releases".split()
)
# Openers of letters and labels; with a capital they name nobody.
_OPENERS = frozenset(
    [
        "hi",
        "hello",
        "hey",
        "dear",
        "thanks",
        "thank",
        "regards",
        "best",
        "cheers",
        "please",
        "update",
        "status",
        "summary",
        "subject",
        "product",
        "engineering",
        "sales",
        "marketing",
        "design",
        "data",
        "support",
        "finance",
        "legal",
        "team",
        "all",
        "note",
        "fyi",
        "decision",
        "risk",
        "next",
        "plan",
        "background",
        "context",
        "ask",
        "impact",
        "timeline",
    ]
)


@dataclass(frozen=True)
class Name:
    """A name in place. `kind` tells people from other names, and code from acronyms."""

    kind: str  # "person", "name", "identifier", "acronym", "system", "version"
    text: str
    start: int
    end: int


@lru_cache(maxsize=512)
def names(text: str, lexicon: Lexicon) -> tuple[Name, ...]:
    """Names, systems, identifiers and acronyms of a text, in order; none overlap.

    A capital at the start of a sentence proves nothing: the word counts as a name there when
    it is a known given name, ends in a company word, speaks, or has a capital elsewhere too.
    """
    found: list[Name] = []
    for one in [*_systems(text, lexicon), *_runs(text, lexicon)]:
        if all(one.end <= n.start or n.end <= one.start for n in found):
            found.append(one)
    return tuple(sorted(found, key=lambda n: n.start))


def _systems(text: str, lexicon: Lexicon) -> Iterable[Name]:
    for hit in _VERSION.finditer(text):
        yield Name("version", hit.group(), hit.start(), hit.end())
    for hit in _IDENTIFIER.finditer(text):
        if hit.group() in lexicon.everyday_acronyms:
            continue
        yield Name("identifier", hit.group(), hit.start(), hit.end())
    for one in lexicon.named.find(text):
        yield Name("system", one.text, one.start, one.end)
    for hit in _ACRONYM.finditer(text):
        bare = hit.group().removesuffix("s")
        shouted = sum(w.isupper() for w in text.split()) > len(text.split()) / 2
        plain = bare.lower() in _PLAIN_CAPITALS and not (bare == "DB" or shouted)
        if bare not in lexicon.everyday_acronyms and not shouted and not plain:
            yield Name("acronym", hit.group(), hit.start(), hit.end())


def _runs(text: str, lexicon: Lexicon) -> Iterable[Name]:
    starts = {_first_letter(text, s.start) for s in sentences(text)}
    starts |= {m.end() for m in re.finditer(r"[:;•|]\s+|[\"“(]|^[\s*#>-]+", text, re.MULTILINE)}
    inside = {m.group() for m in _RUN.finditer(text) if m.start() not in starts}
    for hit in _RUN.finditer(text):
        start, words = hit.start(), hit.group()
        if start in starts and not _is_name_first(words, text, hit.end(), inside, lexicon):
            cut = words.find(" ")
            start, words = (start + cut + 1, words[cut + 1 :].lstrip("& ")) if cut > 0 else (0, "")
            start = hit.end() - len(words)
        words = words.rstrip()
        while words and _is_common(words.split()[0], lexicon):
            start += len(words) - len(words.partition(" ")[2])
            words = words.partition(" ")[2]
        if words:
            kind = "person" if _is_person(words, text, start, lexicon) else "name"
            yield Name(kind, words, start, start + len(words))


def _is_person(words: str, text: str, start: int, lexicon: Lexicon) -> bool:
    """A given name, or a capital before or after what only people do."""
    first, end = words.split()[0], start + len(words)
    if words.split()[-1] in COMPANY_ENDS:
        return False
    if any(part in lexicon.first_names for part in {first, *first.split("-")}):
        return True
    return _acts(words, text, end, lexicon) or bool(_OWED.search(text[:start]))


def _acts(words: str, text: str, end: int, lexicon: Lexicon) -> bool:
    """Whether somebody does something here: what a thing does as well proves no common word."""
    if not _DOES.match(text, end):
        return False
    return not (_is_known_word(words, lexicon) and _THINGS_DO.match(text, end))


def _is_known_word(words: str, lexicon: Lexicon) -> bool:
    """Whether words are common ones, or technical ones of the lists: "Search", "Billing export"."""
    entries = (lexicon.terms, lexicon.systems, lexicon.heads, lexicon.modifiers, lexicon.likely)
    low = words.lower()
    return any(low in e for e in entries) or all(is_common(w, lexicon) for w in low.split())


def _first_letter(text: str, start: int) -> int:
    hit = re.compile(r"[^A-Za-z]*").match(text, start)
    return hit.end() if hit else start


def _is_name_first(words: str, text: str, end: int, inside: set[str], lexicon: Lexicon) -> bool:
    first = words.split()[0]
    if first.lower() in STOP_WORDS | _OPENERS | _SUBJECTS:
        return False
    if first in lexicon.first_names or words in inside or first in inside:
        return True
    if words.split()[-1] in COMPANY_ENDS and " " in words:
        return True
    if _acts(words, text, end, lexicon) or _is_strange(first, lexicon):
        return True
    return " " not in words and bool(_SAYS.match(text, end) or _BESIDE.match(text, end))


# Endings of words that are made, not given.
_MADE = re.compile(r"(?:ing|ed|ly|tions?|ness|ments?|ers?|isms?|ity|able|less|al|ic|s)$")


def _is_strange(word: str, lexicon: Lexicon) -> bool:
    """A word of no list, which opens a sentence: a name; without the lists nothing is strange."""
    if not lexicon.english or len(word) < 4 or _MADE.search(word) or "-" in word:
        return False
    low = word.lower()
    entries = (lexicon.terms, lexicon.systems, lexicon.heads, lexicon.modifiers, lexicon.likely)
    return not is_common(low, lexicon) and not any(low in e or word in e for e in entries)


def _is_common(word: str, lexicon: Lexicon) -> bool:
    bare = word.strip(".")
    if bare in lexicon.everyday_acronyms or _CALENDAR.fullmatch(bare):
        return True
    return bare.lower() in STOP_WORDS or bare.lower() in _OPENERS
