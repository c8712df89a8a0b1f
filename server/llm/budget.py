"""What of a conversation goes into the model's context window."""

from __future__ import annotations

from collections.abc import Sequence

from server.errors import TooLargeError
from server.records import Message

# English prose has 4 to 5 characters a token, code, numbers and other languages down to 2; three
# is on the safe side for what learners write here.
CHARS_PER_TOKEN = 3
# What a chat template puts around each message, in tokens.
MESSAGE_TOKENS = 8
# When a conversation outgrows the window, it is cut down to this share of the room, so that the
# prefix then stays the same, and in the engine's cache, for several turns.
KEPT_SHARE = 0.5

Exchanged = tuple[str, str]


def fit(
    system: Message,
    earlier: Sequence[Exchanged],
    last: Sequence[Message],
    *,
    context_tokens: int,
    max_tokens: int,
) -> tuple[Message, ...]:
    """System message, as much of the earlier exchanges as fits, and the last messages.

    `earlier` are pairs of what the user and the assistant said, oldest first; the oldest are
    left out first, in steps. `max_tokens` is kept free for the answer.

    Raises:
        TooLargeError: even without any earlier exchange it does not fit.
    """
    fixed = sum(_tokens(m.content) for m in (system, *last))
    room = context_tokens - max_tokens - fixed
    if room < 0:
        raise TooLargeError(
            f"this needs about {fixed + max_tokens:,} tokens and the model reads"
            f" {context_tokens:,} at once: shorten the text by about"
            f" {-room * CHARS_PER_TOKEN:,} characters"
        )
    kept = earlier[_first_kept(earlier, room) :]
    thread = [
        message
        for asked, answered in kept
        for message in (Message("user", asked), Message("assistant", answered))
    ]
    return (system, *thread, *last)


def _first_kept(earlier: Sequence[Exchanged], room: int) -> int:
    """Index of the oldest exchange that stays.

    Replayed from the start: each time the growing conversation overflows the room, its oldest
    exchanges go until it takes KEPT_SHARE of it. So between two cuts the prefix stays the same,
    as long as the room does.
    """
    sizes = [_tokens(asked) + _tokens(answered) for asked, answered in earlier]
    first = used = 0
    for here, size in enumerate(sizes):
        used += size
        if used <= room:
            continue
        while first <= here and used > room * KEPT_SHARE:
            used -= sizes[first]
            first += 1
    return first


def _tokens(text: str) -> int:
    return -(-len(text) // CHARS_PER_TOKEN) + MESSAGE_TOKENS
