"""The ordinary sense of words that are technical elsewhere: workers, swap, container."""

from __future__ import annotations

import re
from collections.abc import Sequence

# Places, goods and people at work with their hands: beside them an ambiguous word keeps its
# ordinary sense ("workers in the warehouse"), unless something else there is technical.
_ORDINARY = re.compile(
    r"\b(?:(?<!data )(?<!data-)warehouses?|depots?|shops?|factor(?:y|ies)|plants?|build(?:er|ing)s?"
    r"|rooms?"
    r"|offices?|kitchens?|desks?|doors?|roads?|streets?|bridges?|harbou?rs?|trucks?|vans?|drivers?"
    r"|ships?|ferr(?:y|ies)|trains?|flights?|box(?:es)?|parcels?|pallets?|crates?|shel(?:f|ves)|goods"
    r"|furniture|food|patients?|nurses?|doctors?|pupils?|teachers?|guests?|hotels?|hospitals?|unions?"
    r"|night shift|wages?|safety|injur(?:y|ies)|weather|storms?|rain|water|heating)\b",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?]\s+|\n")


def is_ordinary(text: str, span: tuple[int, int], sure: Sequence[tuple[int, int]]) -> bool:
    """Whether an ambiguous word stands among goods and places, with nothing technical there."""
    ends = [0, *(m.end() for m in _SENTENCE_END.finditer(text)), len(text)]
    first = max(e for e in ends if e <= span[0])
    last = min(e for e in ends if e >= span[1])
    around = text[first : span[0]] + " " + text[span[1] : last]
    return bool(_ORDINARY.search(around)) and not any(first <= s < last for s, _ in sure)


# A noun of doing with what it is done to: "swap of the two routers" is no swap file.
_DONE_TO = re.compile(r"\s+of\b", re.IGNORECASE)
_DOINGS = frozenset("swap dump port drop merge restore reboot reroute".split())


# People, whom a technical word only tells where they belong: "the port folks".
_FOLKS = re.compile(r"\s+(?:folks|people|authority|guys|crew|town|city)\b", re.IGNORECASE)

# The technical sense of some words shows only beside others.
_ONLY_BESIDE = {
    "broker": re.compile(
        r"\b(?:messag\w+|queues?|topics?|Kafka|MQTT|Rabbit\w*|events?|consumers?|producers?"
        r"|publish\w*|subscri\w+|cluster|partition\w*)\b",
        re.I,
    ),
    "bucket": re.compile(
        r"\b(?:S3|GCS|storage|stored?|stores|files?|objects?|cloud|uploads?|exports?|public\w*"
        r"|backups?|archive|rate|tokens?|AWS|data)\b",
        re.I,
    ),
    "encoder": re.compile(
        r"\b(?:video|audio|stream\w*|codec|models?|neural|text|embedding\w*|bit ?rate|format"
        r"|H\.?26[45]|frames?|decoder|transform\w+|live)\b",
        re.I,
    ),
    "offset": re.compile(
        r"\b(?:messages?|topics?|queues?|consumers?|files?|bytes?|bits?|logs?|Kafka"
        r"|partitions?|overflow\w*|index|cursor)\b|-bit\b",
        re.I,
    ),
    "selector": re.compile(
        r"\b(?:CSS|HTML|pages?|styles?|tests?|DOM|elements?|layout|button|class)\b", re.I
    ),
    "pixel": re.compile(
        r"\b(?:cookies?|consent|tags?|campaigns?|fires?|tracking|banners?|ads?|visitors?|analytics"
        r"|conversions?|postbacks?|marketing|landing)\b",
        re.I,
    ),
    "Harbor": re.compile(r"\b(?:registr\w+|images?|containers?|charts?|Docker|pull\w*)\b", re.I),
    "rollback": re.compile(r"^(?!.*\b(?:netcode|lockstep|duels?|frames|5v5)\b)", re.I | re.S),
    "swap": re.compile(r"\b(?:memory|usage|space|files?|disks?|RAM|partition)\b", re.I),
    "port": re.compile(
        r"\bports? \d|\b(?:open\w*|clos\w+|firewalls?|TCP|UDP|SSH|VPN"
        r"|serial|scan\w*|listen\w*|server"
        r"|host|router|switch|network)\b",
        re.I,
    ),
}


def is_other_sense(key: str, text: str, end: int) -> bool:
    """Whether a term that ends at `end` is the ordinary noun of doing something, or no term here.

    "swap of the routers" and "a key swap" are not the swap of a machine that is out of memory.
    """
    if key in _DOINGS and _DONE_TO.match(text[end:]):
        return True
    if key.islower() and _FOLKS.match(text, end):
        return True
    return key in _ONLY_BESIDE and not _ONLY_BESIDE[key].search(text)
