import asyncio
import threading

import pytest

from server.corpus.batching import MAX_BATCH, WORKERS, SearchDesk
from server.errors import PassageIndexError
from server.records import Found, Search
from tests.corpus.bag import BagEmbedder


class Gate:
    """A retriever that waits until it is let go, and notes its batches."""

    def __init__(self, fault=None):
        self.batches, self.fault = [], fault
        self.open = threading.Event()
        self.open.set()

    def search(self, queries):
        self.open.wait(5)
        self.batches.append([query.query for query in queries])
        if self.fault:
            raise self.fault
        return [Found(query.query, ()) for query in queries]


@pytest.fixture
def gate():
    return Gate()


@pytest.fixture
def desk(gate):
    made = SearchDesk(gate)
    yield made
    made.close()


async def test_everyone_gets_their_own_answer(desk):
    found = await asyncio.gather(*(desk.search(Search(str(n))) for n in range(100)))
    assert [one.query for one in found] == [str(n) for n in range(100)]


async def busy(desk, gate):
    """As many searches as there are threads, each holding one until the gate opens."""
    gate.open.clear()
    held = []
    for n in range(WORKERS):
        held.append(asyncio.create_task(desk.search(Search(f"busy {n}"))))
        await asyncio.sleep(0.05)
    return held


async def test_those_who_wait_share_a_batch(desk, gate):
    held = await busy(desk, gate)
    rest = [asyncio.create_task(desk.search(Search(str(n)))) for n in range(MAX_BATCH)]
    await asyncio.sleep(0.05)
    gate.open.set()
    await asyncio.gather(*held, *rest)
    assert [str(n) for n in range(MAX_BATCH)] in gate.batches


async def test_a_batch_has_a_largest_size(desk, gate):
    await asyncio.gather(*(desk.search(Search(str(n))) for n in range(MAX_BATCH + 5)))
    assert max(len(batch) for batch in gate.batches) == MAX_BATCH


async def test_who_gave_up_is_not_searched_for(desk, gate):
    held = await busy(desk, gate)
    left = asyncio.create_task(desk.search(Search("left")))
    stays = asyncio.create_task(desk.search(Search("stays")))
    await asyncio.sleep(0.05)
    left.cancel()
    await asyncio.sleep(0)
    gate.open.set()
    await asyncio.gather(*held, stays)
    assert ["stays"] in gate.batches


async def test_a_failure_reaches_those_who_asked_and_no_one_after(desk, gate):
    gate.fault = PassageIndexError("no passages")
    with pytest.raises(PassageIndexError):
        await desk.search(Search("a"))
    gate.fault = None
    assert (await desk.search(Search("b"))).query == "b"


async def test_an_unexpected_failure_leaves_nobody_waiting(desk, gate):
    gate.fault = ZeroDivisionError("a bug")
    with pytest.raises(ZeroDivisionError):
        await asyncio.wait_for(desk.search(Search("a")), 2)


async def test_texts_are_embedded_to_plain_numbers(gate):
    desk = SearchDesk(gate, embedder=BagEmbedder(dimension=4))
    found = await desk.embed(["sand"])
    desk.close()
    assert found is not None and len(found[0]) == 4 and isinstance(found[0][0], float)


async def test_without_a_model_there_are_no_vectors(desk):
    assert await desk.embed(["sand"]) is None


class EndedError(BaseException):
    """What is no Exception: an exit, or a test's own."""


async def test_whoever_waits_hears_of_any_end_of_the_search():
    desk = SearchDesk(Gate(EndedError()))
    with pytest.raises(EndedError):
        await asyncio.wait_for(desk.search(Search("q")), 5)
    desk.close()
