import numpy as np

from evals.line_maps import fitted
from server.corpus.known_lines import KnownLines

N_LINES, N_EACH, DIMENSION = 6, 300, 40


def told(chance):
    """Questions whose line shows in six directions, beside others that mean nothing."""
    line = np.repeat(np.arange(N_LINES), N_EACH)
    rows = chance.normal(size=(len(line), DIMENSION))
    rows[np.arange(len(line)), line] += 2.0
    rows = rows.astype(np.float32)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True), line


def right(near, line):
    return float((near.argmax(axis=1) == line).mean())


def test_maps_turn_questions_towards_their_lines():
    chance = np.random.default_rng(1)
    own = np.eye(N_LINES, DIMENSION, dtype=np.float32)
    questions, line = told(chance)
    others, of_others = told(chance)
    gold = np.eye(N_LINES, dtype=bool)[line]
    belongs = np.concatenate([np.arange(N_LINES), line])
    maps = fitted(questions, gold, np.concatenate([own, questions]), belongs)
    assert np.allclose(np.linalg.norm(maps.turned, axis=1), 1, atol=1e-5)
    digests = tuple(map(str, range(N_LINES)))
    learned = KnownLines("m", maps.of_questions, maps.turned, belongs, digests, maps.sharpness)
    by_maps = np.stack([learned.nearness(row) for row in others])
    plain = np.full((len(others), N_LINES), -1.0)
    texts = np.concatenate([own, questions])
    np.maximum.at(plain.T, belongs, (others @ texts.T).T)
    assert right(by_maps, of_others) > right(plain, of_others) + 0.1


def test_the_same_questions_give_the_same_maps():
    questions, line = (one[::20] for one in told(np.random.default_rng(2)))
    gold = np.eye(N_LINES, dtype=bool)[line]
    first, second = (fitted(questions, gold, questions, line) for _ in range(2))
    assert np.array_equal(first.of_questions, second.of_questions)
    assert first.sharpness == second.sharpness
