"""One exchange with the model: a prompted step becomes text or a choice, checked and repaired."""

from __future__ import annotations

import math
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import asdict, dataclass, field, is_dataclass, replace
from typing import Any, Protocol

from server.checks import Check
from server.errors import ModelBrokenError
from server.llm.budget import fit
from server.llm.client import ChatClient, ChatRequest, Finished
from server.prompting.library import PromptLibrary, Rendered, messages_sha256
from server.records import Call, CallRecord, Choice, Choose, Finding, Message, Say, Written

# Enough of the first token's alternatives to find every option of a choice among them.
TOP_LOG_PROBS = 20
MAX_MISCHOSEN = 3
DEFAULT_MAX_TOKENS = 512

Show = Callable[[str], Awaitable[None]]


class Listener(Protocol):
    """What an exchange tells while it goes on."""

    async def stage(self, name: str, detail: str) -> None:
        """A new stage of the turn."""

    async def draft(self, text: str) -> None:
        """More of the visible text."""

    async def replace(self, text: str) -> None:
        """The visible text, anew."""


@dataclass
class Aptitude:
    """What was learnt of the endpoint: how often in a row it could not choose.

    One that gives neither log-probabilities nor any of the options costs a request each time
    and tells nothing, so after MAX_MISCHOSEN it is not asked again until the next start.
    """

    mischosen: int = 0

    @property
    def chooses(self) -> bool:
        """Whether it is still worth asking."""
        return self.mischosen < MAX_MISCHOSEN


@dataclass(frozen=True)
class Tools:
    """What exchanges need, built once."""

    prompts: PromptLibrary
    checks: Mapping[str, Check]
    client: ChatClient
    context_tokens: int
    aptitude: Aptitude = field(default_factory=Aptitude)


@dataclass(frozen=True)
class _Asked:
    """One request: what is sent, from which prompt and inputs, and whether it is a repair."""

    rendered: Rendered
    messages: tuple[Message, ...]
    sampling: Mapping[str, Any]
    inputs: Mapping[str, Any]
    attempt: int = 1


class Exchange:
    """The exchanges of one turn.

    `calls` are the requests made, `thread` is what the next turn's prefix must repeat. `cut`
    tells that visible text ran into its token limit, `repaired` that a repair was better.
    `before` is awaited before each request.
    """

    def __init__(
        self,
        tools: Tools,
        listener: Listener,
        before: Callable[[], Awaitable[None]],
        earlier: Sequence[tuple[str, str]],
    ) -> None:
        self._tools = tools
        self._listener = listener
        self._before = before
        self._earlier = tuple(earlier)
        self.calls: list[CallRecord] = []
        self.thread: tuple[str, str] | None = None
        self.cut = False
        self.repaired = False

    async def write(self, step: Say | Call) -> Written:
        """The step's text; one repair when the prompt's contract is broken.

        Raises:
            ModelError: the endpoint failed.
        """
        rendered = self._tools.prompts.render(step.prompt, step.inputs)
        asked = self._asked(step, rendered)
        shown = isinstance(step, Say) and not step.held
        written = await self._written(asked, self._listener.draft if shown else None)
        if written.findings and rendered.repairable and written.finish != "length":
            written = await self._repaired(step, written, shown=shown)
        if isinstance(step, Say) and step.thread:
            self.thread = (asked.messages[-1].content, written.text)
        self.cut = self.cut or (shown and written.finish == "length")
        return written

    async def choose(self, step: Choose) -> Choice:
        """The likeliest option by the first token, or the one that the answer names.

        None of them (`best` is "") when the endpoint has shown that it cannot choose.

        Raises:
            ModelError: the endpoint failed.
        """
        if not self._tools.aptitude.chooses:
            return Choice("")
        asked = self._asked(step, self._tools.prompts.render(step.prompt, step.inputs))
        wanted = dict(asked.sampling) | {"logprobs": True, "top_logprobs": TOP_LOG_PROBS}
        text, finished = await self._request(replace(asked, sampling=wanted), None)
        log_probs = option_log_probs(step.among, finished.first_log_probs)
        named = [o for o in step.among if text.strip().lower().startswith(o.lower())]
        aptitude = self._tools.aptitude
        aptitude.mischosen = 0 if log_probs or named else aptitude.mischosen + 1
        if log_probs:
            return Choice(max(step.among, key=lambda o: log_probs[o]), log_probs)
        return Choice(named[0] if named else "")

    def _asked(self, step: Say | Call | Choose, rendered: Rendered, attempt: int = 1) -> _Asked:
        threaded = isinstance(step, Say | Choose) and step.thread
        sampling = dict(rendered.sampling)
        if rendered.output.format == "json" and rendered.output.schema:
            schema = {"name": step.prompt.partition("@")[0], "schema": rendered.output.schema}
            sampling["response_format"] = {"type": "json_schema", "json_schema": schema}
        messages = fit(
            rendered.messages[0],
            self._earlier if threaded else (),
            rendered.messages[1:],
            context_tokens=self._tools.context_tokens,
            max_tokens=int(sampling.get("max_tokens", DEFAULT_MAX_TOKENS)),
        )
        return _Asked(rendered, messages, sampling, step.inputs, attempt)

    async def _written(self, asked: _Asked, show: Show | None) -> Written:
        text, finished = await self._request(asked, show)
        text = text.strip()
        return Written(text, finished.reason, self._failures(asked.rendered, text))

    async def _repaired(self, step: Say | Call, first: Written, *, shown: bool) -> Written:
        """The better of the first text and one repair of it."""
        await self._listener.stage("repair", first.findings[0].message)
        failures = [f.message for f in first.findings]
        rendered = self._tools.prompts.render(
            step.prompt, step.inputs, failures=failures, draft=first.text
        )
        second = await self._written(self._asked(step, rendered, attempt=2), None)
        if not second.text or len(second.findings) >= len(first.findings):
            return first
        if shown:
            await self._listener.replace(second.text)
        self.repaired = True
        return replace(second, repaired=True)

    async def _request(self, asked: _Asked, show: Show | None) -> tuple[str, Finished]:
        await self._before()
        pieces: list[str] = []
        began = time.monotonic()
        finished: Finished | None = None
        request = ChatRequest(asked.messages, asked.sampling)
        # Closed at once when showing fails, so that the endpoint stops writing for nobody.
        async with aclosing(self._tools.client.stream(request)) as parts:
            async for part in parts:
                if isinstance(part, Finished):
                    finished = part
                    continue
                pieces.append(part.text)
                if show:
                    await show(part.text)
        if finished is None:
            raise ModelBrokenError("the model's stream ended without saying how; try again")
        self.calls.append(_record(asked, finished, round((time.monotonic() - began) * 1000)))
        return "".join(pieces), finished

    def _failures(self, rendered: Rendered, text: str) -> tuple[Finding, ...]:
        found: list[Finding] = []
        for name, value in rendered.checks.items():
            found += self._tools.checks[name](text, value)
        return tuple(f for f in found if f.severity == "fail")


def _record(asked: _Asked, finished: Finished, total_ms: int) -> CallRecord:
    return CallRecord(
        prompt=asked.rendered.prompt,
        file_sha256=asked.rendered.file_sha256,
        messages_sha256=messages_sha256(asked.messages),
        provider=finished.provider,
        model=finished.model,
        sampling=dict(asked.sampling),
        usage=asdict(finished.usage) if finished.usage else {},
        attempt=asked.attempt,
        total_ms=total_ms,
        inputs=plain(asked.inputs),
    )


def option_log_probs(
    among: Sequence[str], first: Mapping[str, float] | None
) -> dict[str, float] | None:
    """The log-probability of each option from the first token's alternatives.

    A token counts for the option that it begins ("Y", " yes", "Yes"); an option that none of
    them begins gets the least of the alternatives. None when nothing matches.
    """
    if not first:
        return None
    sums = dict.fromkeys(among, 0.0)
    for token, log_prob in first.items():
        start = token.strip().lower()
        begun = [o for o in among if start and o.lower().startswith(start)]
        if len(begun) == 1:
            sums[begun[0]] += math.exp(log_prob)
    if not any(sums.values()):
        return None
    floor = math.exp(min(first.values()))
    return {option: math.log(total or floor) for option, total in sums.items()}


def plain(value: Any) -> Any:
    """A prompt's input as JSON can hold it: records as objects, tuples as lists."""
    if is_dataclass(value) and not isinstance(value, type):
        return plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(v) for v in value]
    return value
