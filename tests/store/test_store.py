import asyncio
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from server.errors import ConfigurationError, ConflictError, NotFoundError, StoreError
from server.records import CallRecord, Finding, Session
from server.store.store import PAGE_SIZE, Store, Submission

ME = "learner"


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = Store(f"sqlite+aiosqlite:///{tmp_path / 'a folder' / 'greenroom.db'}")
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
async def session(store: Store) -> Session:
    return await store.create_session(ME, "ask", {"k": 3}, "Ask")


def words(message: str, client_id: str | None = None) -> Submission:
    return Submission(message, "say", {"k": 3}, client_id, digest=message)


async def test_a_stored_turn_is_partial_until_it_ends(store: Store, session: Session) -> None:
    accepted = await store.accept_turn(session, words("why?"))
    assert (await store.turn(session.id, accepted.turn.id, ME)).status == "partial"


async def test_a_finished_turn_comes_back_as_it_was(store: Store, session: Session) -> None:
    turn = (await store.accept_turn(session, words("why?"))).turn
    usage = {"prompt_tokens": 9, "completion_tokens": 2, "cached_tokens": 5}
    call = CallRecord("p@1", "f", "m", "local", "q", {"seed": 7}, usage, 1, 12, {"a": ["b"]})
    finished = replace(
        turn,
        reply="Because.",
        status="complete",
        result={"kind": "answer", "n": [1, 2]},
        findings=(Finding("cites", "warn", (0, 4), "look"),),
        calls=(call,),
        thread=("q", "a"),
        first_token_ms=3,
        total_ms=12,
    )
    await store.finish_turn(finished)
    assert (await store.session(session.id, ME)).turns == (finished,)


async def test_turns_are_numbered_without_a_gap(store: Store, session: Session) -> None:
    accepted = await asyncio.gather(
        *(store.accept_turn(session, words(f"word {n}")) for n in range(20))
    )
    assert sorted(a.turn.index for a in accepted) == list(range(20))


async def test_the_same_client_id_stores_one_turn(store: Store, session: Session) -> None:
    accepted = await asyncio.gather(
        *(store.accept_turn(session, words("why?", "c1")) for _ in range(20))
    )
    assert len({a.turn.id for a in accepted}) == 1
    assert [a.repeated for a in accepted].count(False) == 1


async def test_a_client_id_with_other_words_is_refused(store: Store, session: Session) -> None:
    first = await store.accept_turn(session, words("why?", "c1"))
    with pytest.raises(ConflictError) as refused:
        await store.accept_turn(session, words("how?", "c1"))
    assert refused.value.turn_id == first.turn.id


async def test_a_refused_turn_does_not_spoil_those_stored_with_it(
    store: Store, session: Session
) -> None:
    await store.accept_turn(session, words("why?", "c1"))
    outcomes = await asyncio.gather(
        store.accept_turn(session, words("one")),
        store.accept_turn(session, words("other", "c1")),
        store.accept_turn(session, words("two")),
        return_exceptions=True,
    )
    assert isinstance(outcomes[1], ConflictError)
    assert [t.message for t in (await store.session(session.id, ME)).turns] == [
        "why?",
        "one",
        "two",
    ]


async def test_a_draft_is_kept_while_the_turn_runs(store: Store, session: Session) -> None:
    turn = (await store.accept_turn(session, words("why?"))).turn
    store.save_draft(turn.id, "Becau")
    for _ in range(100):
        if (await store.turn(session.id, turn.id, ME)).reply:
            break
        await asyncio.sleep(0.01)
    assert (await store.turn(session.id, turn.id, ME)).reply == "Becau"


async def test_a_late_draft_does_not_overwrite_the_finished_reply(
    store: Store, session: Session
) -> None:
    turn = (await store.accept_turn(session, words("why?"))).turn
    await store.finish_turn(replace(turn, reply="Because.", total_ms=5))
    store.save_draft(turn.id, "Becau")
    await store.close()
    again = Store(store.url)
    assert (await again.turn(session.id, turn.id, ME)).reply == "Because."
    await again.close()


@pytest.mark.parametrize(
    "message", ["", "naïve — “quotes” 🚀", "a\nb\r\n\tc", "'; DROP TABLE turns"]
)
async def test_words_come_back_byte_for_byte(store: Store, session: Session, message: str) -> None:
    turn = (await store.accept_turn(session, words(message))).turn
    assert (await store.turn(session.id, turn.id, ME)).message == message


async def test_sessions_are_listed_by_their_last_turn(store: Store, session: Session) -> None:
    newer = await store.create_session(ME, "star", {}, "STAR")
    assert [s.id for s in (await store.sessions(ME)).sessions] == [newer.id, session.id]
    await store.accept_turn(session, words("again"))
    assert [s.id for s in (await store.sessions(ME)).sessions] == [session.id, newer.id]


async def test_pages_of_sessions_hold_each_once(store: Store) -> None:
    made = {(await store.create_session(ME, "ask", {}, "t")).id for _ in range(PAGE_SIZE + 5)}
    first = await store.sessions(ME)
    second = await store.sessions(ME, cursor=first.next)
    assert len(first.sessions) == PAGE_SIZE and second.next is None
    assert {s.id for s in first.sessions + second.sessions} == made


@pytest.mark.parametrize("cursor", ["", "x", "-1", "²", "1;2"])
async def test_a_cursor_that_was_never_given_out_is_unknown(store: Store, cursor: str) -> None:
    with pytest.raises(NotFoundError):
        await store.sessions(ME, cursor=cursor)


async def test_another_learner_finds_nothing(store: Store, session: Session) -> None:
    turn = (await store.accept_turn(session, words("why?"))).turn
    for attempt in (
        store.session(session.id, "other"),
        store.turn(session.id, turn.id, "other"),
        store.delete_session(session.id, "other"),
        store.change_session(session.id, "other", title="x"),
        store.accept_turn(replace(session, learner="other"), words("x")),
    ):
        with pytest.raises(NotFoundError):
            await attempt
    assert (await store.sessions("other")).sessions == ()


async def test_a_deleted_session_takes_its_turns_along(store: Store, session: Session) -> None:
    await store.accept_turn(session, words("why?"))
    await store.delete_session(session.id, ME)
    with pytest.raises(NotFoundError):
        await store.session(session.id, ME)
    path = store.url.removeprefix("sqlite+aiosqlite:///")
    rows = sqlite3.connect(path).execute("select count(*) from turns").fetchone()
    assert rows == (0,)


async def test_a_lock_of_somebody_else_is_waited_for(store: Store, session: Session) -> None:
    path = store.url.removeprefix("sqlite+aiosqlite:///")
    outside = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    outside.execute("BEGIN EXCLUSIVE")
    waiting = asyncio.create_task(store.accept_turn(session, words("patience")))
    await asyncio.sleep(0.5)
    assert not waiting.done()
    outside.execute("COMMIT")
    outside.close()
    assert (await waiting).turn.message == "patience"


async def test_a_full_disk_is_a_store_error_and_reading_goes_on(
    store: Store, session: Session
) -> None:
    from sqlalchemy import event

    full = lambda connection, _: connection.execute("PRAGMA max_page_count=1")  # noqa: E731
    event.listen(store._writing.sync_engine, "checkout", lambda c, r, p: full(c, r))
    with pytest.raises(StoreError, match="still on the page"):
        await store.accept_turn(session, words("x" * 2_000_000))
    assert (await store.session(session.id, ME)).turns == ()


async def test_words_survive_a_second_opening(store: Store, session: Session) -> None:
    await store.accept_turn(session, words("why?"))
    await store.close()
    again = Store(store.url)
    await again.open()
    assert (await again.session(session.id, ME)).turns[0].message == "why?"
    await again.close()


async def test_a_database_that_is_none_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "greenroom.db"
    path.write_text("this is not a database, but a letter to a friend\n" * 40)
    store = Store(f"sqlite+aiosqlite:///{path}")
    with pytest.raises(ConfigurationError, match=r"greenroom\.db"):
        await store.open()
    await store.close()


async def test_the_migrations_make_the_tables_of_the_models(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlalchemy import create_engine

    from server.store.models import Base

    engine = create_engine(store.url.replace("+aiosqlite", ""))
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert difference == []
