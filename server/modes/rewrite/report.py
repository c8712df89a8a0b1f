"""Versions into the mode's result and the reply that the learner reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from server.judging.audiences import Audience
from server.judging.facts import Fact, FactFate, fates
from server.judging.lexicon import Lexicon
from server.judging.meaning import same_claim
from server.judging.omissions import addressees
from server.judging.retold import without_retold
from server.judging.rewriting import (
    PERHAPS_KNOWS,
    contradictions,
    disagreements,
    fact_grid,
    fact_row,
    jargon_rows,
    judged,
    looks,
    reason_to_leave_out,
)
from server.modes.rewrite.desk import Desk, Piece
from server.modes.rewrite.order import LATER, Version
from server.modes.rewrite.outside import LOOK
from server.modes.rewrite.settings import Settings
from server.records import Finding


def rewrite_row(
    source: str, version: Version, reader: Audience, desk: Desk, *, plan: str
) -> dict[str, Any]:
    """One entry of the result's `rewrites`; `plan` is the one that made it."""
    lexicon = desk.lexicon

    def why(fact: Fact) -> str | None:
        piece = _piece_of(fact, version.pieces)
        if piece and not piece.after:
            return piece.reason
        general = reason_to_leave_out(fact, source, reader, lexicon)
        return general or (piece.reason if piece and piece.how != "kept" else None)

    row = judged(source, version.text, reader, lexicon, why=why, told=desk.told)
    row["facts"] = [
        fact_row(fate if plan == "whole" else _settled(fate, version.pieces, lexicon))
        for fate in fates(source, version.text, lexicon, why_left_out=why)
    ]
    row["added"] += [
        {"text": p.after, "reason": "you added it"} for p in version.pieces if p.how == "added"
    ]
    return {
        "audience": reader.id,
        "outside": reader.external,
        "text": version.text,
        "opening": list(version.opening),
        **row,
        "plan": plan,
        "model_read": bool(desk.told),
        "look": looks(version.text, reader, lexicon, addressees(source)) + _retold(version),
        "changes": _changes(version, plan),
    }


def remarked(row: Mapping[str, Any], source: str, reader: Audience, desk: Desk) -> dict[str, Any]:
    """A version with the words that its reader may not know marked anew, as the desk now tells."""
    found = jargon_rows(row["text"], reader, desk.lexicon, source=source, told=desk.told)
    return {**row, "jargon": found, "model_read": True}


def _retold(version: Version) -> list[dict[str, str]]:
    """What a number counts where it has another name now: told, that somebody looks at it."""
    told = dict(pair for p in version.pieces if p.after for pair in p.retold)
    return [{"text": was, "reason": f"now “{now}”; is it the same?"} for was, now in told.items()]


def _piece_of(fact: Fact, pieces: Sequence[Piece]) -> Piece | None:
    before = [p for p in pieces if p.start <= fact.start and p.how != "added"]
    return before[-1] if before else None


def _settled(fate: FactFate, pieces: Sequence[Piece], lexicon: Lexicon) -> FactFate:
    """A commitment is judged by its own sentence, whose other wording is known here.

    What technical words and the plain ones in their place claim by themselves does not count.
    """
    piece = _piece_of(fate.fact, pieces)
    if fate.fact.type != "commitment" or piece is None:
        return fate
    if not piece.after:
        return FactFate(fate.fact, "left_out", piece.reason)
    difference = same_claim(fate.fact.text, piece.after)
    if difference:
        difference = same_claim(*without_retold(fate.fact.text, piece.after, lexicon))
    if difference and piece.how == "cut":
        return FactFate(fate.fact, "left_out", piece.reason)
    return FactFate(fate.fact, "changed" if difference else "kept", difference)


def _changes(version: Version, plan: str) -> list[dict[str, Any]]:
    rows = [_change(p) for p in version.pieces]
    if plan != "whole":
        return rows
    given = " ".join(p.after for p in version.pieces if p.after)
    one = {"before": given, "after": version.text, "how": "rewritten", "reason": _AS_ONE}
    return [one, *(r for r in rows if r["how"] in ("left_out", "cut", "added"))]


# Said of every version that leaves the company: not all that is from inside is found.
READ_IT = (
    "read it through before you send it; what is meant for colleagues alone is not always found"
)
_AS_ONE = "rewritten as a whole, every fact and claim checked"


def _change(piece: Piece) -> dict[str, Any]:
    return {
        "before": piece.before,
        "after": piece.after,
        "how": piece.how,
        "reason": piece.reason,
    }


def result_of(
    rows: Sequence[Mapping[str, Any]],
    source: str,
    settings: Settings,
    plan: Mapping[str, Any],
) -> dict[str, Any]:
    """The mode's result for the versions so far; `plan` is the chosen one with its reason."""
    facts = {row["audience"]: row["facts"] for row in rows}
    return {
        "kind": "rewrite",
        "rewrites": list(rows),
        "grid": fact_grid(facts),
        "contradictions": contradictions(facts) + disagreements(rows),
        "plan": dict(plan),
        "source": source,
        "settings": {
            "audiences": list(settings.audiences),
            "length": settings.length,
            "confidential": list(settings.confidential),
            "tone": settings.tone,
            "undone": list(settings.undone),
        },
    }


def reply_text(
    rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str], settings: Settings
) -> str:
    """The reply in Markdown: the versions, what went, and what was not done of an instruction."""
    parts = []
    for row in rows:
        heading = f"## {titles[row['audience']]}\n\n" if len(rows) > 1 else ""
        parts.append(heading + (row["text"] or _NOTHING_LEFT))
    if settings.refused:
        listed = ", ".join(f"“{part}”" for part in settings.refused)
        parts.append(f"*Not done: {listed}. {_CAN_DO}*")
    return "\n\n".join(parts)


_NOTHING_LEFT = "Nothing of this message is fit for this audience; see what was left out, and why."
_CAN_DO = (
    "I can do: shorter, two sentences, longer, less or more formal, for another audience, leave "
    "something out, keep a term, put the ask first, add a fact, undo a change."
)


def findings_of(
    rows: Sequence[Mapping[str, Any]], titles: Mapping[str, str]
) -> tuple[Finding, ...]:
    """What the learner should look at: changed facts, additions, technical words that stayed."""
    out = []
    for row in rows:
        who = titles[row["audience"]]
        for fact in row["facts"]:
            if fact["status"] == "changed":
                message = f"{who}: “{fact['text']}” changed: {fact['reason']}"
                out.append(Finding("keeps_facts", "fail", None, message))
        for new in row["added"]:
            if new["reason"] != "you added it":
                message = f"{who}: “{new['text']}” is not in your message"
                out.append(Finding("adds_nothing", "fail", None, message))
        out += _on_words(row, who)
        out += [
            Finding(
                "leaves_out_with_a_note",
                "warn",
                None,
                f"{who}: left out “{c['before']}”: {c['reason']}",
            )
            for c in row["changes"]
            if c["how"] == "left_out" and _is_worth_a_note(c)
        ]
        out += [
            Finding("fits_the_reader", "warn", None, f"{who}: “{c['after']}”: {c['reason']}")
            for c in row["changes"]
            if c["reason"] == LOOK
        ]
        out += [
            Finding("fits_the_reader", "warn", None, f"{who}: “{look['text']}”: {look['reason']}")
            for look in row["look"]
        ]
        if row["outside"] and row["text"]:
            out.append(Finding("fits_the_reader", "warn", None, f"{who}: {READ_IT}"))
    return tuple(out)


def _on_words(row: Mapping[str, Any], who: str) -> list[Finding]:
    """A warning for each word to look at, and one for all that the reader perhaps knows."""
    sure = [t for t in row["jargon"] if t["suggestion"] != PERHAPS_KNOWS]
    told = [f"“{t['term']}” is technical: {t['suggestion']}" for t in sure]
    perhaps = [f"“{t['term']}”" for t in row["jargon"] if t not in sure]
    told += [f"perhaps also: {', '.join(perhaps)}"] if perhaps else []
    return [Finding("avoids_terms", "warn", None, f"{who}: {one}") for one in told]


def _is_worth_a_note(change: Mapping[str, Any]) -> bool:
    reason = change["reason"] or ""
    return not reason.startswith(("a greeting", "a heading", LATER))
