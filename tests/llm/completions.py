"""Streamed completions as bytes, built event by event, for the tests of this folder."""

import json
from collections.abc import AsyncIterator


def chunk(**fields: object) -> bytes:
    return b"data: " + json.dumps(fields).encode() + b"\n\n"


def text(content: str | None, finish: str | None = None, **more: object) -> bytes:
    delta = {} if content is None else {"content": content}
    return chunk(choices=[{"index": 0, "delta": delta, "finish_reason": finish, **more}])


def end(finish: str = "stop") -> bytes:
    return text(None, finish)


USAGE = chunk(
    choices=[],
    usage={
        "prompt_tokens": 31,
        "completion_tokens": 3,
        "total_tokens": 34,
        "prompt_tokens_details": {"cached_tokens": 27},
    },
)
DONE = b"data: [DONE]\n\n"
ANSWER = text("Two tracks ") + text("meet at the API.") + end() + USAGE + DONE


async def arriving(*pieces: bytes | Exception) -> AsyncIterator[bytes]:
    for piece in pieces:
        if isinstance(piece, Exception):
            raise piece
        yield piece
