"""A local model reads long prompts ahead, and gives way to the first learner."""

import asyncio

import pytest

from server.admission import Slots
from server.config import ROOT
from server.errors import ModelUnreachableError
from server.prompting.library import PromptLibrary
from server.warming import warm

PROMPTS = PromptLibrary(ROOT / "prompts", fence_key=b"a key for tests")


class Endpoint:
    """Takes requests, each for so many seconds; tells how many it finished."""

    def __init__(self, seconds=0.0, fault=None):
        self.seconds, self.fault = seconds, fault
        self.asked, self.finished = [], 0

    async def stream(self, request):
        self.asked.append(request)
        if self.fault:
            raise self.fault
        await asyncio.sleep(self.seconds)
        self.finished += 1
        yield None


class Memory:
    """Keeps in memory what was saved."""

    def __init__(self, *texts):
        self.kept, self.restored = set(texts), []

    async def restore(self, text):
        self.restored += [text] if text in self.kept else []
        return text in self.kept

    async def save(self, text):
        self.kept.add(text)
        return True

    def forget_others(self, texts):
        self.kept &= set(texts)


async def ready():
    return None


async def test_what_was_read_once_is_taken_back_and_not_read_again():
    endpoint, kept = Endpoint(), Memory("of an older prompt")
    for _ in range(2):
        slots = Slots(1, max_waiting=1)
        await warm(PROMPTS, ["ask-line@1"], endpoint, slots, ready=ready, kept=kept)
    assert endpoint.finished == 1 and len(kept.restored) == 1
    assert kept.kept == set(kept.restored)


async def test_the_prompt_is_read_with_empty_inputs_and_one_token():
    endpoint = Endpoint()
    await warm(
        PROMPTS, ["ask-line@1"], endpoint, Slots(1, max_waiting=1), ready=ready, kept=Memory()
    )
    (request,) = endpoint.asked
    assert endpoint.finished == 1 and request.sampling["max_tokens"] == 1
    assert len(request.messages) > 40


async def test_a_learner_comes_first():
    endpoint, slots = Endpoint(seconds=30), Slots(1, max_waiting=1)

    async def nobody_ahead(_):
        return None

    await slots.take(nobody_ahead)
    async with asyncio.timeout(5):
        await warm(PROMPTS, ["ask-line@1"], endpoint, slots, ready=ready, kept=Memory())
    assert endpoint.finished == 0


async def test_a_model_that_fails_is_no_fault_of_the_start():
    endpoint = Endpoint(fault=ModelUnreachableError("it is gone"))
    await warm(
        PROMPTS, ["ask-line@1"], endpoint, Slots(1, max_waiting=1), ready=ready, kept=Memory()
    )
    assert endpoint.finished == 0


@pytest.mark.parametrize("ref", ["ask-line@1"])
async def test_what_is_to_be_warmed_exists(ref):
    assert PROMPTS.prompt(ref).inputs
