import numpy as np
import pytest

from server.corpus.states import Keeping, StateStore
from tests.corpus.bag import TokenBag


@pytest.fixture
def store(tmp_path):
    return StateStore(tmp_path / "states", "bag")


def rows(seed=0, n=5, dimension=384):
    made = np.random.default_rng(seed).normal(size=(n, dimension)).astype(np.float32)
    return made / np.linalg.norm(made, axis=1, keepdims=True)


def test_states_come_back_nearly_as_they_were(store):
    store.keep("a text", rows())
    found = store.of("a text")
    assert np.abs((found * rows()).sum(axis=1) - 1).max() < 1e-3
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(5))


def test_a_text_takes_a_byte_a_number(store, tmp_path):
    store.keep("a text", rows(n=100))
    (file,) = (tmp_path / "states").iterdir()
    assert file.stat().st_size == 100 * 384 + 128


def test_a_text_that_was_not_kept_has_none(store):
    assert store.of("another") is None and not store.has("another")


def test_the_states_of_another_model_are_not_found(store, tmp_path):
    store.keep("a text", rows())
    assert StateStore(tmp_path / "states", "other").of("a text") is None


def test_a_damaged_file_counts_as_missing_and_is_made_anew(store, tmp_path):
    store.keep("a text", rows())
    (file,) = (tmp_path / "states").iterdir()
    file.write_bytes(b"\x93NUMPY and nothing")
    fresh = StateStore(tmp_path / "states", "bag")
    assert fresh.of("a text") is None and not fresh.has("a text")


def test_only_the_texts_that_are_still_there_stay(store):
    store.keep("old", rows())
    store.keep("new", rows(1))
    store.forget_others(["new"])
    assert store.has("new") and not store.has("old")


def test_states_are_kept_as_texts_are_embedded(store):
    bag = TokenBag()
    keeping = Keeping(bag, store, ["a passage"])
    found = keeping.embed(["a unit", "a passage"])
    assert found == pytest.approx(bag.embed(["a unit", "a passage"]))
    assert store.has("a passage") and not store.has("a unit")


def test_what_is_missing_is_made_once(store):
    bag, told = TokenBag(), []
    keeping = Keeping(bag, store, ["a passage", "another"])
    keeping.embed(["a passage"])
    bag.asked.clear()
    keeping.complete(lambda: told.append(1))
    keeping.complete(lambda: told.append(1))
    assert bag.asked == ["another"] and told == [1]
