import asyncio

import pytest

from server.admission import RunningTurns, Slots
from server.errors import BusyError, ConflictError, NotReadyError


async def silent(_: int) -> None:
    return None


async def test_places_are_given_in_the_order_of_asking() -> None:
    slots, order = Slots(1, max_waiting=9), []
    await slots.take(silent)

    async def come(name: str) -> None:
        await slots.take(silent)
        order.append(name)
        slots.release()

    tasks = [asyncio.create_task(come(n)) for n in "abc"]
    await asyncio.sleep(0)
    slots.release()
    await asyncio.gather(*tasks)
    assert order == ["a", "b", "c"]


async def test_a_waiting_learner_hears_how_many_are_ahead() -> None:
    slots, heard = Slots(1, max_waiting=9), []
    await slots.take(silent)
    first = asyncio.create_task(slots.take(silent))
    await asyncio.sleep(0)

    async def told(ahead: int) -> None:
        heard.append(ahead)

    second = asyncio.create_task(slots.take(told))
    await asyncio.sleep(0.01)
    slots.release()
    await first
    slots.release()
    await second
    assert heard[0] == 2


async def test_who_leaves_the_queue_takes_no_place() -> None:
    slots = Slots(1, max_waiting=9)
    await slots.take(silent)
    leaver = asyncio.create_task(slots.take(silent))
    stayer = asyncio.create_task(slots.take(silent))
    await asyncio.sleep(0)
    leaver.cancel()
    await asyncio.wait({leaver})
    slots.release()
    await asyncio.wait_for(stayer, 1)


async def test_a_place_handed_to_one_who_leaves_at_that_moment_goes_on() -> None:
    slots = Slots(1, max_waiting=9)
    await slots.take(silent)
    leaver = asyncio.create_task(slots.take(silent))
    await asyncio.sleep(0)
    slots.release()
    leaver.cancel()
    await asyncio.wait({leaver})
    await asyncio.wait_for(slots.take(silent), 1)


async def test_a_full_queue_is_refused_with_a_time_to_come_back() -> None:
    slots = Slots(1, max_waiting=1)
    await slots.take(silent)
    waiting = asyncio.create_task(slots.take(silent))
    await asyncio.sleep(0)
    with pytest.raises(BusyError) as refused:
        slots.check_room()
    assert refused.value.retry_after_s > 0
    slots.release()
    await waiting


async def test_a_session_runs_one_turn_at_a_time() -> None:
    running = RunningTurns()
    running.reserve("s")
    with pytest.raises(ConflictError):
        running.reserve("s")


async def test_a_stopped_turn_has_ended_when_stop_returns() -> None:
    running, ended = RunningTurns(), []

    async def work() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.01)
            ended.append(True)

    running.reserve("s")
    running.started("s", "t", asyncio.create_task(work()))
    await asyncio.sleep(0)
    assert await running.stop("s", "t") and ended
    await asyncio.sleep(0)
    assert running.running("s") is None


async def test_stopping_a_turn_that_does_not_run_says_so() -> None:
    assert await RunningTurns().stop("s", "t") is False


async def test_how_long_it_takes_is_told_by_the_last_answers_or_not_at_all() -> None:
    slots = Slots(1, max_waiting=9)
    assert slots.about_s(1) is None
    for held_s in (9.0, 11.0, 300.0):
        slots.release(held_s)
    assert (slots.about_s(1), slots.about_s(2)) == (15, 25)


async def test_no_turn_begins_once_the_service_stops() -> None:
    running = RunningTurns()
    running.reserve("late")
    await running.stop_all()
    with pytest.raises(NotReadyError):
        running.reserve("s")
    task = asyncio.create_task(asyncio.sleep(60))
    running.started("late", "t", task)
    await asyncio.wait({task}, timeout=5)
    assert task.cancelled()


async def test_a_refusal_waits_for_the_id_of_the_turn_in_the_way() -> None:
    running = RunningTurns()
    running.reserve("s")
    asking = asyncio.create_task(running.known("s"))
    await asyncio.sleep(0)
    task = asyncio.create_task(asyncio.sleep(0))
    running.started("s", "t", task)
    assert await asking == "t"
    await task
