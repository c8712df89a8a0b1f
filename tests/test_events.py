import asyncio

import pytest

from server.errors import ModelTimeoutError
from server.events import MAX_EVENTS_AHEAD, Event, Events, joined


def quiet_room(patience_s: float = 0.05) -> Events:
    return Events(lambda: False, patience_s)


async def test_events_that_wait_come_together_and_drafts_share_one() -> None:
    events = quiet_room()
    for text in ("Yes, ", "please", "."):
        await events.tell("draft", {"text": text})
    events.close()
    assert [b async for b in events.heard()] == [[Event("draft", {"text": "Yes, please."})]]


def test_drafts_on_either_side_of_a_stage_stay_apart() -> None:
    batch = [Event("draft", {"text": "a"}), Event("stage", {}), Event("draft", {"text": "b"})]
    assert joined(batch) == batch


async def test_silence_is_told_as_an_empty_batch() -> None:
    events = quiet_room()
    heard = events.heard(quiet_s=0.01)
    assert await anext(heard) == []
    await events.tell("stage", {})
    assert await anext(heard) == [Event("stage", {})]


async def test_a_listener_who_stopped_reading_ends_the_turn() -> None:
    events = quiet_room()
    for n in range(MAX_EVENTS_AHEAD):
        await events.tell("stage", {"n": n})
    with pytest.raises(ModelTimeoutError):
        await events.tell("stage", {})


async def test_the_end_reaches_a_listener_who_is_far_behind() -> None:
    events = quiet_room()
    for n in range(MAX_EVENTS_AHEAD):
        await events.tell("stage", {"n": n})
    events.close()
    async with asyncio.timeout(1):
        assert [b async for b in events.heard()]


async def test_in_a_crowd_an_answer_that_has_begun_is_told_at_a_pace() -> None:
    events = Events(lambda: True, 1)
    heard = events.heard()
    await events.tell("draft", {"text": "first"})
    assert await anext(heard) == [Event("draft", {"text": "first"})]
    following = asyncio.ensure_future(anext(heard))
    for text in ("a", "b"):
        await events.tell("draft", {"text": text})
        await asyncio.sleep(0.01)
    assert await following == [Event("draft", {"text": "ab"})]
