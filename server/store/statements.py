"""The statements of every turn, built once: composing one costs more than running it."""

from __future__ import annotations

from sqlalchemy import bindparam, func, insert, select, update

from server.store.models import SessionRow, TurnRow
from server.store.rows import TURN_COLUMNS

NEXT_TOUCH = select(func.coalesce(func.max(SessionRow.touched), 0) + 1).scalar_subquery()

# Parameters: session_id, learner.
SESSION = select(SessionRow.__table__).where(
    SessionRow.id == bindparam("session_id"), SessionRow.learner == bindparam("learner")
)

# Parameter: session_id.
TURNS = (
    select(TurnRow.__table__)
    .where(TurnRow.session_id == bindparam("session_id"))
    .order_by(TurnRow.index)
)

# Parameters: the columns of a session but `touched`.
NEW_SESSION = insert(SessionRow).values(touched=NEXT_TOUCH)

# Parameters: the_id, learner, moment, name (None: the title stays).
TOUCH = (
    update(SessionRow)
    .where(SessionRow.id == bindparam("the_id"), SessionRow.learner == bindparam("whose"))
    .values(
        touched=NEXT_TOUCH,
        updated_at=bindparam("moment"),
        title=func.coalesce(bindparam("name"), SessionRow.title),
    )
)

# Parameters: the columns of a turn but `index`.
NEW_TURN = (
    insert(TurnRow)
    .values(
        {name: bindparam(name) for name in TURN_COLUMNS if name != "index"}
        | {
            "index": select(func.coalesce(func.max(TurnRow.index), -1) + 1)
            .where(TurnRow.session_id == bindparam("session_id"))
            .scalar_subquery()
        }
    )
    .returning(TurnRow.index)
)

# Parameters: the_id, and as new_<column> what a turn ends with.
ENDS_WITH = (
    "reply",
    "status",
    "result",
    "findings",
    "repaired",
    "calls",
    "thread",
    "first_token_ms",
    "total_ms",
    "problem",
)
END_TURN = (
    update(TurnRow)
    .where(TurnRow.id == bindparam("the_id"))
    .values({name: bindparam(f"new_{name}") for name in ENDS_WITH})
)

# Parameters: the_id, so_far. A turn that has ended keeps its reply.
DRAFT = (
    update(TurnRow)
    .where(TurnRow.id == bindparam("the_id"), TurnRow.total_ms.is_(None))
    .values(reply=bindparam("so_far"))
)

# Parameter: why. Turns that no process answers any more: begun, and never ended.
MARK_LEFT = (
    update(TurnRow)
    .where(TurnRow.total_ms.is_(None), TurnRow.problem.is_(None))
    .values(problem=bindparam("why", type_=TurnRow.problem.type))
)

# Parameter: the_id. A turn that is answered once more; its old reply stays until the new one grows.
AGAIN = (
    update(TurnRow)
    .where(TurnRow.id == bindparam("the_id"))
    .values(total_ms=None, problem=None, status="partial")
)
