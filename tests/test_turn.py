"""The driver of a turn, with modes made for the purpose and invented endpoints."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import respx

from server.admission import Slots
from server.bench import Bench
from server.coach import Coach
from server.errors import ConflictError, InvalidFieldError
from server.events import Event
from server.exchange import Tools, option_log_probs
from server.llm.client import ChatClient, Limits
from server.llm.endpoint import Endpoint
from server.prompting.library import PromptLibrary
from server.records import (
    Call,
    Choose,
    Embed,
    Field,
    Fields,
    Finding,
    Found,
    History,
    Mode,
    Read,
    Reading,
    Reply,
    Say,
    Search,
    Session,
    Show,
    Steps,
    Turn,
)
from server.store.store import Store, Submission
from server.turn import TurnRun
from tests.faults.streams import Slow, cut, frame, streamed, whole

URL = "http://model.test/v1"
PROMPT = """---
name: {name}
version: 1
purpose: Test the driver.
inputs:
  words: what was said
sampling: {{temperature: 0, max_tokens: 64, seed: 7}}
output:
  format: text
  checks: {{is_polite: words}}
changelog: First version.
---
{{% block system %}}
Be polite.
{{% endblock %}}
{{% block user %}}
{{{{ words }}}}
{{% endblock %}}
{{% block repair %}}
Say it again: {{{{ failures[0] }}}} {{{{ words }}}}
{{% endblock %}}
"""


def is_polite(reply: str, value: object) -> list[Finding]:
    polite = "please" in reply
    return [] if polite else [Finding("is_polite", "fail", None, "a please is missing")]


class NoPassages:
    async def search(self, query: Search) -> Found:
        return Found(query.query, (), cosine=0.1)

    async def embed(self, texts: Any) -> list[list[float]] | None:
        return None


def say(fields: Fields, history: History) -> Steps:
    text = yield Say("say@1", words=fields.message)
    return Reply(text.text, result={"kind": "said"}, findings=text.findings)


def held(fields: Fields, history: History) -> Steps:
    yield Show({"kind": "early"})
    text = yield Say("say@1", held=True, words=fields.message)
    return Reply(text.text.upper(), result={"kind": "late"})


def optional(fields: Fields, history: History) -> Steps:
    text = yield Call("say@1", optional=True, words=fields.message)
    return Reply(text.text or "by code alone", result={"kind": text.finish})


def threaded(fields: Fields, history: History) -> Steps:
    text = yield Say("say@1", thread=True, words=fields.message)
    return Reply(f"{text.text} [shown]")


def corrected(fields: Fields, history: History) -> Steps:
    text = yield Say("say@1", words=fields.message)
    return Reply(text.text.replace("wrong", "right"))


def choosing(fields: Fields, history: History) -> Steps:
    found = yield Search(fields.message)
    vectors = yield Embed(("a",))
    choice = yield Choose("say@1", among=("yes", "no"), optional=True, words=fields.message)
    return Reply(f"{choice.best} {found.cosine} {vectors}", result={"odds": choice.log_probs})


def opening(fields: Fields, history: History) -> Steps:
    yield Show({"kind": "opening"})
    return Reply(f"Welcome after {len(history.turns)}", result={"kind": "opening"})


SERVED = threading.Event()


def judging(fields: Fields, history: History) -> Steps:
    """Judges until somebody else was served; in vain where nobody can be meanwhile."""
    yield Show({})
    return Reply("others were served" if SERVED.wait(20) else "everybody waited")


def reading(fields: Fields, history: History) -> Steps:
    found = yield Read(fields.message)
    return Reply(f"{found.model} read it" if found else "nobody read it")


TURNS = (reading, say, held, optional, threaded, corrected, choosing, opening, judging)


def mode_of(turn: Callable[..., Steps]) -> Mode:
    return Mode(
        name=turn.__name__,
        title=turn.__name__,
        description="",
        turn=turn,
        fields=(Field("message", "Words", max_chars=19_999),),
        opens=turn is opening,
        silence=turn is opening,
        actions=("say", "hint"),
    )


MODES = {turn.__name__: mode_of(turn) for turn in TURNS}


class Rig:
    """A coach over a real store, a real client and an invented endpoint."""

    def __init__(self, coach: Coach, route: respx.Route, bench: Bench) -> None:
        self.coach, self.route, self.bench = coach, route, bench

    async def open(self, mode: str) -> Session:
        return await self.coach.open_session("me", MODES[mode], {})

    async def start(self, session: Session, words: str, client_id: str | None = None) -> TurnRun:
        session = await self.coach.store.session(session.id, "me")
        sent = Submission(words, "say", {}, client_id, digest=words)
        run = await self.coach.submit(session, sent)
        assert isinstance(run, TurnRun)
        return run

    async def turn(self, mode: str, words: str) -> tuple[Turn, list[Event]]:
        run = await self.start(await self.open(mode), words)
        return await ended(run)


async def ended(run: TurnRun) -> tuple[Turn, list[Event]]:
    events = [event async for batch in run.events() for event in batch]
    return run.turn, events


@pytest.fixture
def route() -> Iterator[respx.Route]:
    with respx.mock(using="httpcore2", assert_all_called=False) as router:
        yield router.post(f"{URL}/chat/completions")


@pytest.fixture
async def rig(tmp_path: Path, route: respx.Route) -> AsyncIterator[Rig]:
    (tmp_path / "prompts" / "say").mkdir(parents=True)
    (tmp_path / "prompts" / "say" / "v1.md").write_text(PROMPT.format(name="say"))
    library = PromptLibrary(tmp_path / "prompts", fence_key=b"k")

    async def endpoint() -> Endpoint:
        return Endpoint(URL, "key", "m", "openai")

    client = ChatClient(endpoint, Limits(first_token_s=5, idle_s=5, total_s=20))
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'g.db'}")
    await store.open()
    bench = Bench(
        tools=Tools(library, {"is_polite": is_polite}, client, 4096),
        searcher=NoPassages(),
        study={},
        slots=Slots(2, max_waiting=1),
        store=store,
        idle_s=1,
    )
    coach = Coach(bench, MODES, check_model=lambda: None, max_message_chars=20_000)
    yield Rig(coach, route, bench)
    await client.aclose()
    await store.close()


async def test_a_streamed_answer_is_told_as_it_comes_and_stored(rig: Rig) -> None:
    rig.route.mock(return_value=streamed(whole("Yes, ", "please.")))
    turn, events = await rig.turn("say", "tea?")
    assert "".join(e.body["text"] for e in events if e.name == "draft") == "Yes, please."
    assert (turn.status, turn.reply) == ("complete", "Yes, please.")
    assert await rig.coach.store.turn(turn.session_id, turn.id, "me") == turn


async def test_a_text_is_read_at_a_place_at_the_model_or_not_at_all(rig: Rig) -> None:
    turn, events = await rig.turn("reading", "some words")
    assert turn.reply == "nobody read it" and "think" not in [e.body.get("name") for e in events]

    class Reads:
        async def read(self, text: str) -> Reading | None:
            assert rig.bench.slots.taken == 1
            return Reading("m", ((0, len(text)),), [[1.0]])

    bench = replace(rig.bench, reader=Reads())
    coach = Coach(bench, MODES, check_model=lambda: None, max_message_chars=20_000)
    turn, _ = await Rig(coach, rig.route, bench).turn("reading", "some words")
    assert turn.reply == "m read it" and rig.bench.slots.taken == 0


async def test_every_call_is_kept_with_its_digests_and_cached_tokens(rig: Rig) -> None:
    rig.route.mock(return_value=streamed(whole("please")))
    turn, _ = await rig.turn("say", "tea?")
    (call,) = turn.calls
    assert call.prompt == "say@1" and call.usage["cached_tokens"] == 5
    rendered = rig.bench.tools.prompts.render(call.prompt, call.inputs)
    assert rendered.messages_sha256 == call.messages_sha256


async def test_a_broken_contract_is_repaired_once_and_replaced(rig: Rig) -> None:
    rig.route.mock(side_effect=[streamed(whole("Give tea.")), streamed(whole("Tea, please."))])
    turn, events = await rig.turn("say", "tea?")
    assert turn.repaired and turn.reply == "Tea, please." and turn.findings == ()
    assert [e.body["text"] for e in events if e.name == "replace"] == ["Tea, please."]
    assert [c.attempt for c in turn.calls] == [1, 2]


async def test_a_repair_that_is_no_better_is_not_taken_and_the_fault_is_shown(rig: Rig) -> None:
    rig.route.mock(side_effect=[streamed(whole("Give tea.")), streamed(whole("Now."))])
    turn, _ = await rig.turn("say", "tea?")
    assert turn.reply == "Give tea." and not turn.repaired
    assert [f.check for f in turn.findings] == ["is_polite"]


async def test_a_held_text_is_shown_only_as_the_mode_hands_it_back(rig: Rig) -> None:
    rig.route.mock(return_value=streamed(whole("please")))
    _, events = await rig.turn("held", "tea?")
    assert [e.body["text"] for e in events if e.name == "draft"] == ["PLEASE"]


async def test_an_early_result_comes_before_the_words(rig: Rig) -> None:
    rig.route.mock(return_value=streamed(whole("please")))
    _, events = await rig.turn("held", "tea?")
    names = [e.name for e in events]
    assert names.index("result") < names.index("draft")


async def test_a_text_that_the_mode_changed_is_replaced(rig: Rig) -> None:
    rig.route.mock(return_value=streamed(whole("please, wrong")))
    turn, events = await rig.turn("corrected", "tea?")
    assert events[-1].body == {"text": "please, right"} and turn.reply == "please, right"


@pytest.mark.parametrize(
    "answer",
    [cut("Yes, ", "plea"), whole("Yes, ", "plea", finish="length")],
    ids=["cut", "too long"],
)
async def test_an_answer_that_ends_early_is_partial_and_kept(rig: Rig, answer: bytes) -> None:
    rig.route.mock(return_value=streamed(answer))
    turn, _ = await rig.turn("say", "tea?")
    assert (turn.status, turn.reply) == ("partial", "Yes, plea")
    assert turn.problem and turn.problem["retryable"]


@pytest.mark.parametrize("answer", [whole(), httpx.Response(401, json={"error": {"message": "x"}})])
async def test_no_answer_at_all_is_a_failed_turn_with_the_words_kept(
    rig: Rig, answer: bytes | httpx.Response
) -> None:
    response = answer if isinstance(answer, httpx.Response) else streamed(answer)
    rig.route.mock(return_value=response)
    turn, _ = await rig.turn("say", "tea?")
    stored = await rig.coach.store.turn(turn.session_id, turn.id, "me")
    assert (stored.status, stored.message, stored.reply) == ("failed", "tea?", "")
    assert stored.problem and stored.problem["status"] == 502


async def test_an_optional_step_that_fails_leaves_the_mode_going_and_the_turn_partial(
    rig: Rig,
) -> None:
    rig.route.mock(side_effect=httpx.ConnectError)
    turn, _ = await rig.turn("optional", "tea?")
    assert (turn.status, turn.reply) == ("partial", "by code alone")
    assert turn.result == {"kind": "failed"} and turn.problem


async def test_a_choice_that_cannot_be_asked_for_is_a_finding_not_a_failure(rig: Rig) -> None:
    rig.route.mock(side_effect=httpx.ConnectError)
    turn, _ = await rig.turn("choosing", "tea?")
    assert turn.status == "complete" and [f.severity for f in turn.findings] == ["warn"]


async def test_a_result_without_words_is_a_failed_turn(rig: Rig) -> None:
    rig.route.mock(side_effect=httpx.ConnectError)
    turn, _ = await rig.turn("held", "tea?")
    assert (turn.status, turn.result) == ("failed", {"kind": "early"})


async def test_a_failed_turn_is_run_again_under_its_id(rig: Rig) -> None:
    rig.route.mock(side_effect=[streamed(cut("Yes")), streamed(whole("please"))])
    first, _ = await rig.turn("say", "tea?")
    session = await rig.coach.store.session(first.session_id, "me")
    again, _ = await ended(await rig.coach.retry(session, session.turns[0]))
    assert (again.id, again.status, again.reply) == (first.id, "complete", "please")
    assert again.problem is None


async def test_a_complete_turn_is_not_run_again(rig: Rig) -> None:
    rig.route.mock(return_value=streamed(whole("please")))
    turn, _ = await rig.turn("say", "tea?")
    session = await rig.coach.store.session(turn.session_id, "me")
    with pytest.raises(ConflictError):
        await rig.coach.retry(session, session.turns[0])


async def test_stopping_keeps_what_was_written_and_ends_the_request(rig: Rig) -> None:
    slow = Slow([frame("Yes, "), frame("please"), *[frame(".")] * 50], pause_s=0.05)
    rig.route.mock(return_value=httpx.Response(200, stream=slow))
    run = await rig.start(await rig.open("say"), "tea?")
    async for batch in run.events():
        if any(e.name == "draft" and "please" in e.body["text"] for e in batch):
            break
    session = await rig.coach.store.session(run.turn.session_id, "me")
    stopped = await rig.coach.cancel(session, run.turn)
    assert stopped.status == "partial" and stopped.reply.startswith("Yes, please")
    assert slow.closed and slow.sent < 20


async def test_two_turns_in_one_session_do_not_run_together(rig: Rig) -> None:
    slow = Slow([frame("please"), frame(finish="stop")], pause_s=0.1)
    rig.route.mock(return_value=httpx.Response(200, stream=slow))
    session = await rig.open("say")
    run = await rig.start(session, "one")
    with pytest.raises(ConflictError) as refused:
        await rig.start(session, "two")
    assert refused.value.turn_id == run.turn.id
    await ended(run)


async def test_others_are_served_while_a_long_text_is_judged(rig: Rig) -> None:
    SERVED.clear()
    run = await rig.start(await rig.open("judging"), "tea " * 2_000)
    asyncio.get_running_loop().call_later(0.2, SERVED.set)
    turn, _ = await ended(run)
    assert turn.reply == "others were served"


async def test_a_third_turn_hears_its_place_in_the_queue(rig: Rig) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        pieces = [frame("please"), frame(finish="stop")]
        return httpx.Response(200, stream=Slow(pieces, pause_s=0.1))

    rig.route.mock(side_effect=answer)
    runs = [await rig.start(await rig.open("say"), "tea?") for _ in range(3)]
    outcomes = await asyncio.gather(*map(ended, runs))
    queued = [e.body["detail"] for e in outcomes[2][1] if e.body.get("name") == "queue"]
    assert queued == ["1 ahead of you"]
    assert all(turn.status == "complete" for turn, _ in outcomes)


async def test_the_same_submission_again_costs_no_call(rig: Rig) -> None:
    rig.route.mock(return_value=streamed(whole("please")))
    session = await rig.open("say")
    turn, _ = await ended(await rig.start(session, "tea?", "c1"))
    session = await rig.coach.store.session(session.id, "me")
    again = await rig.coach.submit(session, Submission("tea?", "say", {}, "c1", digest="tea?"))
    assert again == turn and rig.route.call_count == 1


async def test_a_repeat_that_read_its_session_before_the_first_was_stored_costs_no_call(
    rig: Rig,
) -> None:
    rig.route.mock(return_value=streamed(whole("please")))
    before = await rig.open("say")
    turn, _ = await ended(await rig.start(before, "tea?", "c1"))
    # The claim on the session is given up one step of the loop after the last event.
    await asyncio.sleep(0)
    again = await rig.coach.submit(before, Submission("tea?", "say", {}, "c1", digest="tea?"))
    assert again == turn and rig.route.call_count == 1
    assert rig.coach.running.running(before.id) is None


async def test_a_threaded_turn_repeats_the_earlier_exchange_word_for_word(rig: Rig) -> None:
    rig.route.mock(side_effect=[streamed(whole("A, please")), streamed(whole("B, please"))])
    session = await rig.open("threaded")
    await ended(await rig.start(session, "one"))
    await ended(await rig.start(session, "two"))
    import json

    sent = json.loads(rig.route.calls[1].request.content)["messages"]
    assert [m["content"] for m in sent] == ["Be polite.", "one", "A, please", "two"]


async def test_a_choice_follows_the_first_tokens_odds_and_passages_may_be_none(rig: Rig) -> None:
    top = [{"token": " No", "logprob": -0.2}, {"token": "Y", "logprob": -2.0}]
    logprobs = {"content": [{"token": " No", "logprob": -0.2, "top_logprobs": top}]}
    answer = frame("Yes", logprobs=logprobs) + frame(finish="stop")
    rig.route.mock(return_value=streamed(answer))
    turn, _ = await rig.turn("choosing", "tea?")
    assert turn.reply == "no 0.1 None"
    assert turn.result and turn.result["odds"]["yes"] == pytest.approx(-2.0)


async def test_a_mode_that_opens_has_its_opening_as_turn_0(rig: Rig) -> None:
    session = await rig.open("opening")
    (first,) = session.turns
    assert (first.index, first.message, first.status) == (0, "", "complete")
    assert first.reply == "Welcome after 0"


@pytest.mark.parametrize(
    ("words", "action", "field"),
    [("", "say", "message"), (" \n", "say", "message"), ("x" * 20_000, "say", "message"),
     ("x", "dance", "action")],
)  # fmt: skip
async def test_bad_input_is_refused_by_name_and_not_stored(
    rig: Rig, words: str, action: str, field: str
) -> None:
    session = await rig.open("say")
    with pytest.raises(InvalidFieldError) as refused:
        await rig.coach.submit(session, Submission(words, action, {}, None, ""))
    assert refused.value.field == field
    assert (await rig.coach.store.session(session.id, "me")).turns == ()


async def test_a_mode_that_breaks_ends_the_turn_as_failed(
    rig: Rig, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(fields: Fields, history: History) -> Steps:
        yield Show({})
        raise KeyError("a bug")

    session = await rig.open("say")
    turn = (await rig.coach.store.accept_turn(session, Submission("x", "say", {}, None, ""))).turn
    run = TurnRun(rig.bench, replace(MODES["say"], turn=broken), session, turn)
    with pytest.raises(KeyError):
        await run.run()
    stored = await rig.coach.store.turn(session.id, turn.id, "me")
    assert stored.problem and stored.problem["status"] == 500


def test_options_without_a_token_of_their_own_get_the_least_probability() -> None:
    odds = option_log_probs(("yes", "no"), {"Yes": -0.1, "x": -9.0})
    assert odds and odds["no"] == pytest.approx(-9.0)


def test_tokens_that_name_no_option_decide_nothing() -> None:
    assert option_log_probs(("yes", "no"), {"maybe": -0.1}) is None
