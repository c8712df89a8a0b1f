"""Pieces into a text: the two opening sentences, the order of the rest, and its length."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from server.judging.audiences import Audience
from server.judging.facts import quantities
from server.judging.needs import roles
from server.judging.omissions import is_protected
from server.judging.splitting import plain_sentences
from server.modes.rewrite.desk import Piece

_LEANS = re.compile(
    r"^\(?\d{1,2}[).]\s|^(?:this|that|these|those|it|they|he|she|both|such|so|therefore|thus"
    r"|hence|however|but"
    r"|and|also"
    r"|because of (?:this|that)|as a result|in that case|then|instead|otherwise|the latter"
    r"|the former"
    r"|either way|for that|its|their|his|her|the (?:same|second|first one|other|others|rest"
    r"|remaining"
    r"|former|latter|reason|two)|two (?:things|points)|otherwise|until then|after that|before that"
    r"|above that|by the way|reasons?|cause|what changes|success|scope|here is|meanwhile|yesterday"
    r"|option [a-d1-4]|that way|there(?:fore|by)?|reason:|in addition|besides|still|again|only)\b",
    re.IGNORECASE,
)
# "rebuild it by May": the sentence before says what "it" is, so it must come before this one.
_POINTS_BACK = re.compile(
    r"\b(?:these|those|(?:this|that) (?:date|day|week|month|time|point|change|release|fix))\b"
    r"|\bthe (?:date|offer|fix|problem|reason|workaround|answer)\b"
    r"|\b(?:it|them|this|that)(?=[.,;?!]|\s+(?:by|on|in|to|with|for|and|at|from|until|now)\b)"
)
_CONNECTIVE = re.compile(
    r"^(?:however|so|but|and|also|therefore|thus|hence|then),?\s+", re.IGNORECASE
)
_STRONG_ASK = re.compile(
    r"\b(?:propos\w+|recommend\w*|suggest\w*|please|pls|approve\b|(?:your|want|need|for) approval"
    r"|need (?:an?|your|the|you|[$€£\d])"
    r"|(?:we|you) should|say (?:no|yes)|asking|decision|decides?\b|(?:i|we) ask\b|agreement"
    r"|want (?:approval|your|us to)|yes or no)(?!\w)",
    re.IGNORECASE,
)
# A condition, a cause or a question of detail says little before the rest is known.
_WEAK_START = re.compile(
    r"^(?:if|unless|when|since|because|for (?:this|the|that)|who|what|as)\b", re.I
)
# What not to do makes sense after what it is about.
_FORBIDS = re.compile(r"\b(?:do not|don['’]?t|not to|stop to|never)\b", re.I)
# An ask of fewer words leans on what stands before it.
_BARE_ASK_WORDS = 7
# Whom an impact falls on makes it worth saying first.
_WHO = re.compile(r"\b(?:customers?|users?|clients?|people|accounts?|revenue|data|you)\b", re.I)
# A short version keeps the opening and what must not be lost, up to this many sentences.
SHORT_SENTENCES = 6
LATER = "left for the longer version"
_SECTIONS = (
    ("Decision", "strong_ask"),
    ("Open questions", "open_question"),
    ("Trade-offs", "trade_off"),
)
# A message of fewer sentences needs no headings.
_MIN_FOR_SECTIONS = 4


@dataclass(frozen=True)
class Version:
    """A finished text with its two opening sentences, and every piece as it ended."""

    text: str
    opening: tuple[str, str]
    pieces: tuple[Piece, ...]


def version_of(
    pieces: tuple[Piece, ...], reader: Audience, length: str, *, ask_first: bool
) -> Version:
    """The text for a reader: two opening sentences, then the rest in the source's order."""
    if reader.technical:
        pieces = tuple(_without_heading(p) for p in pieces)
    kept = [p for p in pieces if p.after]
    first = _opening(kept, reader, ask_first=ask_first)
    rest = [p for p in kept if p not in first]
    body, cut = _within(first, rest, length)
    lines = _opening_text(first, kept)
    body = _without_orphans(body)
    text = " ".join(lines)
    if body:
        sections = reader.technical and len(kept) >= _MIN_FOR_SECTIONS
        text += "\n\n" + (_sections(body) if sections else _paragraphs(body))
    ended = tuple(
        replace(p, after="", how="left_out", reason=LATER) if p in cut else p for p in pieces
    )
    two = (lines[0] if lines else "", lines[1] if len(lines) > 1 else "")
    return Version(text.strip(), two, ended)


def whole(text: str, pieces: tuple[Piece, ...]) -> Version:
    """A text that was rewritten as one, with its first two sentences."""
    two = [s.text for s in plain_sentences(text)[:2]]
    return Version(text, (two[0] if two else "", two[1] if len(two) > 1 else ""), pieces)


def _opening(kept: list[Piece], reader: Audience, *, ask_first: bool) -> list[Piece]:
    """The two pieces that go first: the ask and the impact, as this reader wants them.

    Where the message has only one of them, another kind that the reader wants comes second.
    """
    wanted = list(dict.fromkeys([*reader.opening, "decision_or_ask", "impact", "timeline"]))
    if ask_first:
        wanted = ["decision_or_ask", *(w for w in wanted if w != "decision_or_ask")]
    kept = [p for p in kept if not _is_heading(p)] or kept
    if not kept:
        return []
    first = next((p for role in wanted if (p := _best(kept, role, kept))), kept[0])
    if _POINTS_BACK.search(first.after) and kept.index(first):
        before = kept[kept.index(first) - 1]
        return kept[:2] if _leans(before) or _POINTS_BACK.search(before.after) else [before, first]
    second = _second(first, wanted, kept)
    asks = "decision_or_ask" in roles(first.after)
    bare = len(first.after.split()) < _BARE_ASK_WORDS or _FORBIDS.search(first.after)
    if second and asks and bare and not ask_first:
        return [second, first]
    return [first, second] if second else [first]


def _second(first: Piece, wanted: list[str], kept: list[Piece]) -> Piece | None:
    """The piece that carries what the first does not: of ask and impact above all."""
    said = roles(first.after)
    others = [p for p in kept if p is not first]
    for role in sorted(wanted, key=lambda w: w not in ("decision_or_ask", "impact")):
        if role in said and role != wanted[-1]:
            continue
        found = _best(others, role, kept)
        if found and not _POINTS_BACK.search(found.after):
            return found
    follower = _follower(first, kept)
    return follower or next((p for p in others if not _leans(p)), None)


def _is_heading(piece: Piece) -> bool:
    return piece.after.endswith(":") or piece.after.startswith("#")


def _without_heading(piece: Piece) -> Piece:
    """Structure brings its own headings."""
    if not _is_heading(piece):
        return piece
    return replace(piece, after="", how="left_out", reason="a heading; the parts have new ones")


def _best(among: list[Piece], role: str, kept: list[Piece]) -> Piece | None:
    fitting = [
        p
        for p in among
        if role in roles(p.after)
        and (p is kept[0] or not _leans(p))
        and (role != "decision_or_ask" or _weight(p, role) >= 0)
    ]
    if not fitting:
        return None
    return max(fitting, key=lambda p: (_weight(p, role) + (p is kept[0]), -kept.index(p)))


def _weight(piece: Piece, role: str) -> int:
    weak = 2 * bool(_WEAK_START.match(piece.after))
    if role == "decision_or_ask":
        return 3 * bool(_STRONG_ASK.search(piece.after)) - piece.after.endswith("?") - weak
    technical = piece.how == "glossary"
    told = min(2, len(quantities(piece.after))) + bool(_WHO.search(piece.after))
    return told - weak - technical


def _leans(piece: Piece) -> bool:
    """A sentence that points back to the one before it cannot go first."""
    return bool(_LEANS.match(piece.after))


def _follower(piece: Piece, kept: list[Piece]) -> Piece | None:
    at = kept.index(piece) + 1
    return kept[at] if at < len(kept) and _leans(kept[at]) else None


def _opening_text(first: list[Piece], kept: list[Piece]) -> list[str]:
    lines = []
    for i, piece in enumerate(first):
        at = kept.index(piece)
        in_place = i > 0 and at > 0 and kept[at - 1] is first[i - 1]
        text = piece.after if in_place else _CONNECTIVE.sub("", piece.after)
        text = text[:1].upper() + text[1:]
        lines.append(text if text[-1] in ".!?" else text.rstrip(":;,|–—- ") + ".")
    return lines


def _within(first: list[Piece], rest: list[Piece], length: str) -> tuple[list[Piece], list[Piece]]:
    """The pieces of the rest that a length has room for, and those it has not."""
    if length == "full":
        return rest, []
    if length == "two_sentences":
        return [], rest
    room = SHORT_SENTENCES - len(first)
    needed = [p for p in rest if is_protected(p.after)][:room]
    return needed, [p for p in rest if p not in needed]


def _without_orphans(body: list[Piece]) -> list[Piece]:
    """The rest less headings under which nothing stands any more."""
    following = [*body[1:], None][: len(body)]
    return [
        piece
        for piece, after in zip(body, following, strict=True)
        if not piece.after.startswith("#") or (after and not after.after.startswith("#"))
    ]


def _paragraphs(body: list[Piece]) -> str:
    out = ""
    capitals = 2 * sum(p.after[:1].isupper() for p in body) >= len(body)
    body = [p if p.bullet or p.after.startswith("#") else _ended(p, capitals) for p in body]
    for before, piece in zip([None, *body], body, strict=False):
        if piece.bullet:
            gap = "\n" if before and before.bullet else "\n\n"
            out += f"{gap}- {piece.after}"
        elif (
            before
            and before.paragraph == piece.paragraph
            and not (before.bullet or before.after.startswith("#"))
        ):
            out += f" {piece.after}"
        else:
            out += f"\n\n{piece.after}"
    return out.strip()


def _ended(piece: Piece, capitals: bool) -> Piece:
    """A clause that was cut from a run of them, with a stop and a capital of its own."""
    bare = re.sub(r"(?:,|\s[-–—|])$", "", piece.after)
    text = bare if re.search(r"\W$", bare) and bare == piece.after else f"{bare}."
    if capitals and re.match(r"[a-z]+\b(?![-_.]\w)", text):
        text = text[0].upper() + text[1:]
    return replace(piece, after=text)


def _sections(body: list[Piece]) -> str:
    """Every sentence under one heading; one that points back stays with the one before it."""
    groups: dict[str, list[str]] = {}
    title = "Context"
    for i, piece in enumerate(body):
        if i == 0 or not _leans(piece):
            title = _section(piece)
        groups.setdefault(title, []).append(piece.after)
    titles = ["Decision", "Numbers", "Trade-offs", "Context", "Open questions"]
    return "\n\n".join(
        f"**{t}**\n\n" + "\n".join(f"- {line}" for line in groups[t]) for t in titles if t in groups
    )


def _section(piece: Piece) -> str:
    found = set(roles(piece.after))
    if _STRONG_ASK.search(piece.after):
        found.add("strong_ask")
    if "open_question" in found:
        return "Open questions"
    for title, role in _SECTIONS:
        if role in found:
            return title
    return "Numbers" if quantities(piece.after) else "Context"
