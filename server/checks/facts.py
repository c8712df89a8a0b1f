"""Numbers, names, dates and claims of a source survive in a reply, and nothing is made up."""

from __future__ import annotations

from collections.abc import Sequence

from server.judging.contract import invented, left_terms, malformed
from server.judging.facts import fates
from server.judging.frame import takes_away_only
from server.judging.meaning import claim_differences
from server.records import Finding


def keeps_numbers(reply: str, source: str) -> list[Finding]:
    """Every number, duration and date of the source is in the reply, in any format."""
    return [
        Finding("keeps_numbers", "fail", None, f"“{fate.fact.text}” is lost or changed")
        for fate in fates(source, reply)
        if fate.fact.type in ("number", "date", "duration") and fate.status != "kept"
    ]


def keeps_facts(reply: str, source: str) -> list[Finding]:
    """Numbers as `keeps_numbers`; no kept commitment says something else than before."""
    changed = [
        Finding("keeps_facts", "fail", None, f"“{fate.fact.text}”: {fate.reason}")
        for fate in fates(source, reply)
        if fate.fact.type == "commitment" and fate.status == "changed"
    ]
    numbers = [
        Finding("keeps_facts", "fail", None, finding.message)
        for finding in keeps_numbers(reply, source)
    ]
    return numbers + changed


def keeps_claim(reply: str, source: str) -> list[Finding]:
    """One sentence's other wording denies, promises and supposes as the sentence does."""
    return [
        Finding("keeps_claim", "fail", None, difference)
        for difference in claim_differences(source, reply)
    ]


def adds_nothing(reply: str, source: str) -> list[Finding]:
    """No number, date, name or actor that the source lacks, no placeholder, no label."""
    faults = invented(reply, source) + malformed(reply, source)
    return [Finding("adds_nothing", "fail", None, fault) for fault in faults]


def avoids_terms(reply: str, terms: Sequence[str]) -> list[Finding]:
    """None of the terms is in the reply, in any case or in the plural."""
    return [Finding("avoids_terms", "fail", None, fault) for fault in left_terms(reply, terms)]


def takes_away(reply: str, source: str) -> list[Finding]:
    """The reply is the source less some of its words: nothing added, nothing moved."""
    faults = takes_away_only(reply, source) + malformed(reply, source)
    return [Finding("takes_away", "fail", None, fault) for fault in faults]
