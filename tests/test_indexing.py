"""Chapters kept, searched and indexed while searches go on."""

import asyncio
import time

import pytest

from server.corpus.batching import SearchDesk
from server.corpus.extract import ReadFile
from server.corpus.index import PassageIndex
from server.corpus.markdown import chapter_from
from server.corpus.places import Dense, Room
from server.corpus.retrieve import Retriever
from server.corpus.shelf import Shelf, upload_of
from server.errors import ConflictError, NotFoundError, PassageIndexError, TooLargeError
from server.indexing import Indexing
from server.records import Search
from tests.corpus.bag import BagEmbedder

BUILT_IN = chapter_from("# Roads\n\n## Sand\n\nSand lies at the bottom.\n", id="roads")


class SlowEmbedder(BagEmbedder):
    """Takes its time for each batch of passages, not for a question."""

    def __init__(self, seconds=0.0):
        super().__init__()
        self.seconds = seconds

    def embed(self, texts):
        if len(texts) > 1:
            time.sleep(self.seconds)
        return super().embed(texts)


class House:
    """An indexing over a folder, as one start of the service has it."""

    def __init__(self, folder, embedder, room):
        self.desk = SearchDesk(Retriever([BUILT_IN]))
        self.shelf = Shelf(folder / "chapters")

        async def dense():
            return Dense(embedder, await asyncio.to_thread(PassageIndex, folder / "index"))

        self.indexing = Indexing([BUILT_IN], self.shelf, self.desk, dense, room)

    async def search(self, query, learner="learner"):
        found = await self.desk.search(Search(query, learner=learner))
        return [passage.chapter for passage in found.passages]

    async def until_ready(self):
        async with asyncio.timeout(30):
            while self.indexing.state != "ready":
                await asyncio.sleep(0.01)


@pytest.fixture
async def start(tmp_path):
    houses = []

    async def started(embedder=None, room=None):
        house = House(tmp_path, embedder or SlowEmbedder(), room or Room(10, 1_000))
        houses.append(house)
        await house.indexing.start()
        return house

    yield started
    for house in houses:
        await house.indexing.stop()
        house.desk.close()


def upload(title, n_sections=1, learner="learner"):
    text = f"# {title}\n" + "".join(
        f"\n## Part {n}\n\nThe {title.lower()} of part {n} flow.\n" for n in range(n_sections)
    )
    return upload_of(learner, f"{title}.md", text.encode(), ReadFile(text, title, n_sections))


async def test_searches_never_fail_while_chapters_are_indexed(start):
    house = await start()
    await house.until_ready()
    house.indexing._dense.embedder.seconds = 0.1
    n, wrong, busy = 0, [], True

    async def search_on():
        nonlocal n
        while busy:
            if (await house.search("sand at the bottom"))[0] != "roads":
                wrong.append(n)
            n += 1
            await asyncio.sleep(0.002)

    searching = [asyncio.create_task(search_on()) for _ in range(3)]
    seen_building = 0
    for title in ("Rivers", "Lakes"):
        added = await house.indexing.add(upload(title, 30))
        assert (await house.search(f"{title.lower()} flow"))[0] == added.id, "found by its words"
        assert added.id in house.indexing.pending("learner")
        seen_building += house.indexing.state == "building"
    await house.until_ready()
    busy = False
    await asyncio.gather(*searching)
    assert (wrong, seen_building) == ([], 2) and n > 4
    assert house.indexing.pending("learner") == set()
    assert house.desk.retriever_of("learner").embedding == "bag"


async def test_vectors_of_unchanged_passages_are_taken_over(start):
    house = await start()
    await house.until_ready()
    house.indexing._dense.embedder.asked.clear()
    await house.indexing.add(upload("Rivers"))
    await house.until_ready()
    asked = house.indexing._dense.embedder.asked
    assert len(asked) == 3 and all("Rivers" in a or "rivers" in a for a in asked[:2])


async def test_a_stop_in_the_middle_is_completed_by_the_next_start(start):
    slow = SlowEmbedder(0.2)
    house = await start(slow)
    added = await house.indexing.add(upload("Rivers", 300))
    await house.indexing.stop()
    assert house.indexing.state == "building"
    again = await start()
    assert (await again.search("rivers flow"))[0] == added.id
    await again.until_ready()
    assert again.indexing.pending("learner") == set()


async def test_a_chapter_deleted_while_it_is_indexed_does_not_come_back(start):
    house = await start(SlowEmbedder(0.1))
    added = await house.indexing.add(upload("Rivers", 100))
    await house.indexing.remove("learner", added.id)
    assert await house.search("rivers flow") in ([], ["roads"])
    await house.until_ready()
    assert added.id not in await house.search("rivers flow")
    assert house.shelf.uploads() == [] and house.indexing.counts["chapters"] == 1


async def test_nobody_is_searched_in_what_somebody_else_brought(start):
    house = await start()
    added = await house.indexing.add(upload("Rivers", learner="user:a"))
    await house.until_ready()
    assert added.id in await house.search("rivers flow", "user:a")
    found = await house.desk.search(Search("rivers flow", learner="user:b"))
    before = await SearchDesk(house.desk.retriever).search(Search("rivers flow"))
    assert found == before and {p.chapter for p in found.passages} <= {"roads"}
    with pytest.raises(NotFoundError):
        await house.indexing.remove("user:b", added.id)


async def test_the_same_file_twice_is_one_chapter(start):
    house = await start()
    first = await house.indexing.add(upload("Rivers"))
    assert await house.indexing.add(upload("Rivers")) is first
    assert house.indexing.counts["chapters"] == 2 and len(house.shelf.uploads()) == 1


async def test_a_full_shelf_says_so_and_keeps_nothing(start):
    house = await start(room=Room(1, 1_000))
    await house.indexing.add(upload("Rivers"))
    with pytest.raises(TooLargeError, match="no room for Lakes.md"):
        await house.indexing.add(upload("Lakes"))
    assert len(house.shelf.uploads()) == 1


async def test_the_built_in_chapter_stays(start):
    house = await start()
    with pytest.raises(ConflictError):
        await house.indexing.remove("learner", "roads")


async def test_without_an_embedding_model_chapters_are_found_by_their_words(start):
    class Away(BagEmbedder):
        def embed(self, texts):
            raise PassageIndexError("the embedding model is away")

    house = await start(Away())
    added = await house.indexing.add(upload("Rivers"))
    await house.until_ready()
    assert house.indexing.failure == "the embedding model is away"
    assert (await house.search("rivers flow"))[0] == added.id
