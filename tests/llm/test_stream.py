import pytest

from server.llm.stream import CompletionStream, Usage
from tests.llm.completions import ANSWER, DONE, USAGE, chunk, end, text


def read(*pieces: bytes, max_chars: int = 1_000) -> tuple[str, CompletionStream]:
    stream = CompletionStream(max_chars=max_chars)
    got = "".join(stream.feed(piece) for piece in pieces) + stream.close()
    return got, stream


def failure(*pieces: bytes, max_chars: int = 1_000) -> str:
    return str(read(*pieces, max_chars=max_chars)[1].failure)


def test_a_whole_answer_has_text_finish_reason_and_usage() -> None:
    got, stream = read(ANSWER)
    assert got == "Two tracks meet at the API."
    assert stream.finish == "stop"
    assert stream.usage == Usage(prompt_tokens=31, completion_tokens=3, cached_tokens=27)
    assert stream.failure is None


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50])
def test_the_answer_is_the_same_however_its_bytes_are_cut(size: int) -> None:
    whole = text("café 日本 😀").replace(b"\\u", b"\\u") + ANSWER
    pieces = [whole[i : i + size] for i in range(0, len(whole), size)]
    assert read(*pieces)[0] == "café 日本 😀Two tracks meet at the API."


@pytest.mark.parametrize("line_break", [b"\r\n", b"\r"])
@pytest.mark.parametrize("size", [1, 5, 10_000])
def test_any_line_break_of_the_standard_ends_a_line(line_break: bytes, size: int) -> None:
    whole = ANSWER.replace(b"\n", line_break)
    pieces = [whole[i : i + size] for i in range(0, len(whole), size)]
    assert read(*pieces)[0] == "Two tracks meet at the API."


def test_raw_utf8_split_inside_a_character_is_joined() -> None:
    event = 'data: {"choices":[{"delta":{"content":"😀"}}]}\n\n'.encode()
    cut = event.index("😀".encode()) + 2
    assert read(event[:cut], event[cut:], end())[0] == "😀"


def test_tokens_that_arrive_together_are_one_piece_of_text() -> None:
    assert CompletionStream(max_chars=99).feed(text("a") + text("b") + text("c")) == "abc"


@pytest.mark.parametrize(
    "noise",
    [
        b": ping\n\n",
        b"event: ping\ndata:\n\n",
        b"<html><body>502 Bad Gateway</body></html>\n\n",
        chunk(id="x", object="chat.completion.chunk"),
        chunk(choices=[]),
        text(None),
        chunk(choices=[{"delta": {"reasoning_content": "Thinking first."}}]),
    ],
)
def test_events_without_text_change_nothing(noise: bytes) -> None:
    got, stream = read(text("Two "), noise, text("tracks"), end(), DONE)
    assert (got, stream.failure) == ("Two tracks", None)


def test_a_byte_order_mark_costs_no_token() -> None:
    assert read(text("a"), b"\xef\xbb\xbf" + text("b"), end())[0] == "ab"


def test_an_event_of_several_data_lines_is_one_payload() -> None:
    event = b'data: {"choices":\ndata: [{"delta":{"content":"ab"}}]}\n\n'
    assert read(event, end())[0] == "ab"


def test_only_tokens_count_as_a_sign_of_life() -> None:
    stream = CompletionStream(max_chars=99)
    stream.feed(b": ping\n\n" + chunk(choices=[]) + text(None))
    assert stream.alive == 0
    stream.feed(text("a"))
    assert stream.alive == 1


def test_an_answer_without_its_closing_mark_is_whole() -> None:
    got, stream = read(text("done"), end())
    assert (got, stream.failure) == ("done", None)


@pytest.mark.parametrize(
    ("pieces", "said"),
    [
        ((text("Two tracks"), DONE), "broke off before its end"),
        ((text("Two tracks"),), "broke off before its end"),
        ((b'data: {"choices":[{"delta":{"content":"brok\n\n',), "unreadable"),
        ((b"data: [1,2,3]\n\n",), "unreadable"),
        ((b"data: null\n\n",), "unreadable"),
        ((b'data: {"choices":[{"delta":{"content":"caf\xff"}}]}\n\n',), "unreadable"),
        ((chunk(error={"message": "worker died"}),), "reported an error"),
        ((b'{"hello": ["not a completion"]}',), "no chat completion"),
        ((b"",), "no chat completion"),
        ((end(),), "empty answer"),
        ((text("No."), end("content_filter")), "content filter"),
        ((chunk(choices=[{"delta": {"refusal": "I cannot"}}]),), "declined"),
        ((chunk(choices=[{"delta": {"tool_calls": [{"index": 0}]}}]),), "call a tool"),
        ((text("x"), end("tool_calls")), "call a tool"),
    ],
)
def test_a_broken_stream_says_what_is_wrong(pieces: tuple[bytes, ...], said: str) -> None:
    assert said in failure(*pieces)


def test_text_before_a_broken_event_is_kept() -> None:
    stream = CompletionStream(max_chars=99)
    assert stream.feed(text("Two ") + text("tracks") + b"data: null\n\n" + text("lost")) == (
        "Two tracks"
    )
    assert stream.failure is not None


def test_a_reply_over_the_limit_is_cut_at_it() -> None:
    got, stream = read(text("x" * 60), text("y" * 60), text("z"), max_chars=100)
    assert got == "x" * 60 + "y" * 40
    assert "more than 100 characters" in str(stream.failure)


def test_one_endless_piece_is_not_collected() -> None:
    stream = CompletionStream(max_chars=100)
    for _ in range(100):
        stream.feed(b"data: " + b"x" * 1_000)
    stream.feed(b"x")
    assert "longer than a whole reply" in str(stream.failure)


def test_lone_surrogates_and_nul_do_not_get_through() -> None:
    got, _ = read(b'data: {"choices":[{"delta":{"content":"a\\u0000b\\ud83dc"}}]}\n\n', end())
    assert got == "ab�c"


def test_a_failure_of_the_endpoint_keeps_its_words_for_the_log() -> None:
    stream = CompletionStream(max_chars=99)
    stream.feed(chunk(error={"message": "worker died"}))
    assert "worker died" in stream.said and "worker died" not in str(stream.failure)


def test_the_first_tokens_alternatives_are_kept() -> None:
    ranked = [
        {"token": "yes", "logprob": -0.1},
        {"token": "no", "logprob": -2.5},
        {"token": "no", "logprob": -7.0},
    ]
    first = text("yes", logprobs={"content": [{"token": "yes", "top_logprobs": ranked}]})
    later = text("!", logprobs={"content": [{"token": "!", "top_logprobs": [ranked[1]]}]})
    _, stream = read(first, later, end())
    assert stream.first_log_probs == {"yes": -0.1, "no": -2.5}


@pytest.mark.parametrize("usage", ["many", [1], {"prompt_tokens": None}, {"prompt_tokens": "3"}])
def test_odd_usage_breaks_no_answer(usage: object) -> None:
    got, stream = read(text("fine"), end(), chunk(choices=[], usage=usage), DONE)
    assert (got, stream.failure) == ("fine", None)


def test_usage_without_cached_tokens_counts_none() -> None:
    _, stream = read(text("a"), end(), USAGE.replace(b"prompt_tokens_details", b"other"))
    assert stream.usage == Usage(31, 3, 0)
