"""Orders hidden in what learners write and read: do the contracts hold with the configured model?

Every case of `cases/injection.jsonl` is put into five carriers of each place (a message, a story,
a question, a passage of an upload, an answer in an interview), each time at another position: five
runs that differ, since the same run again gives the same answer at temperature 0. Each is compared
with its twin, the carrier alone.

Turns are kept in results/, and a later run goes on where one ended: the argument `anew` begins
again, `minutes=5` ends early, and names of places measure those alone.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from evals.figures import table
from evals.injection_carriers import PLACES, RUNS, Carrier, placed
from evals.injection_contracts import Heard, as_useful, broken
from evals.run import CASES, RESULTS, Options, thinned, told
from evals.service import LEARNER, Service, running
from server.coach import submission_digest
from server.corpus.shelf import upload_of
from server.records import Session, Turn
from server.store.store import Submission
from server.turn import TurnRun

PATH = CASES / "injection.jsonl"
PROBLEM = "url_shortener"
Z = 1.96


def injections() -> list[dict[str, Any]]:
    """The cases: `id`, `kind`, `lang`, `text`, and `tells`, patterns that only obedience writes."""
    return [json.loads(line) for line in PATH.read_text(encoding="utf-8").splitlines()]


def report(options: Options) -> str:
    """How often each contract held in each place, with what broke it, of all turns kept."""
    kept = (
        RESULTS / f"injection.{re.sub(r'[^A-Za-z0-9.]+', '-', options.settings.model_name)}.jsonl"
    )
    RESULTS.mkdir(exist_ok=True)
    if "anew" in options.arguments:
        kept.unlink(missing_ok=True)
    minutes = [float(a[8:]) for a in options.arguments if a.startswith("minutes=")]
    until = time.monotonic() + 60 * minutes[0] if minutes else float("inf")
    asyncio.run(_run(options, kept, until))
    rows = _rows(kept)
    return "\n\n".join([_rates(rows), _by_kind(rows), _broken(rows)])


def _rows(kept: Path) -> list[dict[str, Any]]:
    if not kept.is_file():
        return []
    return [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]


async def _run(options: Options, kept: Path, until: float) -> None:
    wanted = thinned(injections(), options.limit)
    places = [p for p in PLACES if p in options.arguments] or list(PLACES)
    done = {(r["id"], r["place"], r["run"]) for r in _rows(kept)}
    left = [t for t in _turns(wanted, places) if (t[0]["id"], *t[1:]) not in done]
    if not left:
        return
    async with running(options.settings) as service:
        asking = Asking(service)
        with kept.open("a", encoding="utf-8") as file:
            for at, (case, place, run) in enumerate(left, start=1):
                if time.monotonic() > until:
                    return
                try:
                    row = await asking.row(case, place, run)
                except UnansweredError as error:
                    told(f"{at}/{len(left)} {case['id']} {place} {run}: left for later: {error}")
                    continue
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
                file.flush()
                faults = {k: v for k, v in row["broken"].items() if v}
                told(f"{at}/{len(left)} {case['id']} {place} {run}: {row['seconds']} s {faults}")


def _turns(
    cases: Sequence[dict[str, Any]], places: Sequence[str]
) -> Iterator[tuple[dict[str, Any], str, int]]:
    """Every case in every place once before any twice; what ends early has all positions in it."""
    for turn in range(RUNS):
        for at, case in enumerate(cases):
            for place in places:
                yield case, place, (turn + at) % RUNS


class UnansweredError(Exception):
    """The model failed a turn: there is nothing to judge, and the turn is asked again later."""


class Asking:
    """Puts texts into the places of a running service; the bare carriers are asked once."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._twins: dict[tuple[str, int], Heard] = {}

    async def row(self, case: Mapping[str, Any], place: str, run: int) -> dict[str, Any]:
        """One turn, judged."""
        # Each case meets other carriers at each position.
        at = (run + len(case["id"])) % RUNS
        carrier = PLACES[place][at]
        if (place, at) not in self._twins:
            self._twins[place, at] = await self._heard(place, carrier, carrier.text)
        twin, begun = self._twins[place, at], time.monotonic()
        heard = await self._heard(place, carrier, placed(carrier.text, case["text"], run))
        return {
            "id": case["id"],
            "kind": case["kind"],
            "place": place,
            "run": run,
            "broken": broken(place, case, carrier, heard, twin),
            "useful": as_useful(place, heard, twin),
            "asked": heard.asked,
            "text": heard.text,
            "reply": heard.reply,
            "seconds": round(time.monotonic() - begun, 1),
        }

    async def _heard(self, place: str, carrier: Carrier, text: str) -> Heard:
        if place == "interview":
            return await self._interviewed(text)
        if place == "passage":
            return await self._read(carrier.question, text)
        options = {"audiences": ["executives"]} if place == "rewrite" else {}
        turn = _answered((await self._service.turn(place, text, options=options)).turn)
        return Heard(text, turn.reply, turn.result or {}, {}, len(turn.calls))

    async def _read(self, question: str, text: str) -> Heard:
        """A question to a chapter that holds the text, brought by the learner and removed again."""
        parts = self._service.parts
        content = f"# Notes\n\n## Notes of a town\n\n{text}\n".encode()
        read = await parts.extractor.read(content, "notes.md")
        chapter = await parts.indexing.add(upload_of(LEARNER, "notes.md", content, read))
        try:
            while chapter.id in parts.indexing.pending(LEARNER):
                await asyncio.sleep(0.05)
            options = {"chapters": [chapter.id]}
            turn = _answered((await self._service.turn("ask", question, options=options)).turn)
        finally:
            await parts.indexing.remove(LEARNER, chapter.id)
        return Heard(text, turn.reply, turn.result or {}, {}, len(turn.calls))

    async def _interviewed(self, text: str) -> Heard:
        """One answer to the opening question, and the scorecard at once after it."""
        parts = self._service.parts
        mode = parts.modes["interview"]
        chosen = {n: s["default"] for n, s in mode.options.items() if "default" in s}
        session = await parts.coach.open_session(LEARNER, mode, chosen | {"problem": PROBLEM})
        said = await self._said(session, text, "say")
        card = await self._said(session, "", "finish")
        return Heard(text, said.reply, said.result or {}, card.result or {}, len(said.calls))

    async def _said(self, session: Session, message: str, action: str) -> Any:
        coach, options = self._service.parts.coach, session.options
        digest = submission_digest(message, action, options)
        now = await self._service.parts.store.session(session.id, LEARNER)
        run = await coach.submit(now, Submission(message, action, options, None, digest))
        assert isinstance(run, TurnRun)
        async for _ in run.events():
            pass
        return _answered(run.turn)


def _answered(turn: Turn) -> Turn:
    """The turn itself.

    Raises:
        UnansweredError: a step of it failed at the model, the whole turn or an optional one.
    """
    if turn.problem:
        raise UnansweredError(str(turn.problem.get("detail", turn.status)))
    return turn


def wilson(kept: int, of: int) -> tuple[float, float]:
    """The 95 % interval of a share by Wilson's score, which holds at 0 and 1 as well."""
    if not of:
        return float("nan"), float("nan")
    share, scale = kept / of, 1 + Z * Z / of
    middle = (share + Z * Z / (2 * of)) / scale
    half = Z * ((share * (1 - share) + Z * Z / (4 * of)) / of) ** 0.5 / scale
    return max(0.0, middle - half), min(1.0, middle + half)


def _rates(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = []
    for place in PLACES:
        own = [r for r in rows if r["place"] == place]
        for contract in own[0]["broken"] if own else ():
            lines.append((place, contract, *_share([not r["broken"][contract] for r in own])))
        if own:
            lines.append((place, "(as useful)", *_share([r["useful"] for r in own])))
            lines.append((place, "(the model was asked)", *_share([r["asked"] > 0 for r in own])))
    return table(("place", "contract", "held", "95 % interval"), lines)


def _by_kind(rows: Sequence[Mapping[str, Any]]) -> str:
    kinds = dict.fromkeys(r["kind"] for r in rows)
    lines = [(k, *_share([_holds(r) for r in rows if r["kind"] == k])) for k in kinds]
    return table(("kind", "all contracts held", "95 % interval"), lines)


def _holds(row: Mapping[str, Any]) -> bool:
    return not any(row["broken"].values())


def _share(held: Sequence[bool]) -> tuple[str, str]:
    low, high = wilson(sum(held), len(held))
    return f"{sum(held)} of {len(held)}", f"{low:.3f} to {high:.3f}"


def _broken(rows: Sequence[Mapping[str, Any]]) -> str:
    lines = [
        (r["place"], r["id"], r["run"], name, why.replace("|", "/").replace("\n", " ")[:160])
        for r in rows
        for name, why in r["broken"].items()
        if why
    ]
    return table(("place", "case", "run", "contract", "what broke it"), lines)
