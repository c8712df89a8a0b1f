import pytest

from server.errors import TooLargeError
from server.llm.budget import fit
from server.records import Message

SYSTEM = Message("system", "s" * 300)
LAST = (Message("user", "u" * 300),)


def talk(n: int, chars: int = 300) -> list[tuple[str, str]]:
    return [(f"{i:03}" + "q" * (chars - 3), f"{i:03}" + "a" * (chars - 3)) for i in range(n)]


def fitted(earlier: list[tuple[str, str]], context_tokens: int = 2_000) -> tuple[Message, ...]:
    return fit(SYSTEM, earlier, LAST, context_tokens=context_tokens, max_tokens=400)


def test_a_short_conversation_stays_whole_and_in_order() -> None:
    messages = fitted([("Hi", "Hello"), ("And?", "Well")])
    assert [m.role for m in messages] == [
        "system",
        "user",
        "assistant",
        "user",
        "assistant",
        "user",
    ]
    assert [m.content for m in messages[1:-1]] == ["Hi", "Hello", "And?", "Well"]
    assert (messages[0], messages[-1]) == (SYSTEM, LAST[0])


def test_the_oldest_exchanges_are_left_out_first() -> None:
    kept = fitted(talk(30))[1:-1]
    assert kept and kept[-1].content.startswith("029")
    assert [m.content[:3] for m in kept] == sorted(m.content[:3] for m in kept)
    assert kept[0].role == "user"


@pytest.mark.parametrize("n", [0, 1, 5, 6, 7, 29, 100])
def test_what_is_kept_fits(n: int) -> None:
    messages = fitted(talk(n))
    assert sum(len(m.content) / 3 for m in messages) + 400 <= 2_000


def test_the_prefix_stays_the_same_for_several_turns() -> None:
    firsts = [fitted(talk(n))[1].content[:3] for n in range(6, 30)]
    changes = sum(a != b for a, b in zip(firsts, firsts[1:], strict=False))
    assert changes <= len(firsts) / 3


def test_several_last_messages_all_stay() -> None:
    last = (Message("user", "ask"), Message("assistant", "draft"), Message("user", "repair"))
    messages = fit(SYSTEM, talk(50), last, context_tokens=2_000, max_tokens=400)
    assert messages[-3:] == last


def test_what_cannot_fit_says_by_how_much() -> None:
    long = (Message("user", "u" * 9_000),)
    with pytest.raises(TooLargeError, match="shorten the text by about 4,548"):
        fit(SYSTEM, [], long, context_tokens=2_000, max_tokens=400)
