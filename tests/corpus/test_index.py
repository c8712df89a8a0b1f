import os
import shutil
import subprocess
import sys

import numpy as np
import pytest

from server.config import ROOT
from server.corpus.chunk import chunks_of
from server.corpus.generation import stamp_of
from server.corpus.index import PassageIndex
from server.corpus.markdown import chapter_from
from server.corpus.seal import sealed_in
from server.errors import PassageIndexError
from tests.corpus.bag import BagEmbedder, TokenBag

TEXT = (
    "# Roads\n\n## Sand\n\nSand lies at the bottom.\n\n## Stone\n\n- Stone carries\n- Stone lasts\n"
)


def chunks(text=TEXT):
    return chunks_of(chapter_from(text, id="roads"))


@pytest.fixture
def index(tmp_path):
    made = PassageIndex(tmp_path)
    yield made
    made.close()


def embedded(index, chunks_, embedder=None):
    """The vectors, and the texts that had to be embedded for them."""
    embedder = embedder or BagEmbedder()
    vectors = index.vectors(chunks_, embedder)
    return vectors, embedder.asked


def collections(tmp_path):
    import chromadb

    found = []
    for sealed in sealed_in(tmp_path):
        client = chromadb.PersistentClient(str(sealed.store))
        found += [one.name for one in client.list_collections()]
        client.close()
    return found


def test_passages_and_units_get_vectors_in_order(index):
    vectors, asked = embedded(index, chunks())
    assert asked == [c.searched for c in chunks()] + [u for c in chunks() for u in c.units]
    assert np.allclose(vectors.passages, BagEmbedder().embed([c.searched for c in chunks()]))
    assert vectors.owner.tolist() == [0, 1, 1]


def test_an_index_that_is_there_is_read_not_made(index):
    first, _ = embedded(index, chunks())
    again, asked = embedded(index, chunks())
    assert asked == []
    assert np.allclose(first.units, again.units)


def test_an_edit_embeds_the_changed_passage_alone(index):
    embedded(index, chunks())
    _, asked = embedded(index, chunks(TEXT.replace("bottom", "very bottom")))
    assert asked == [
        "Sand\nSand lies at the very bottom.",
        "Sand: Sand lies at the very bottom.",
    ]


def test_the_old_generation_is_deleted_after_the_swap(index, tmp_path):
    embedded(index, chunks())
    edited = chunks(TEXT.replace("bottom", "top"))
    embedded(index, edited)
    assert collections(tmp_path) == [stamp_of(edited, BagEmbedder()).collection]


@pytest.mark.parametrize("embedder", [BagEmbedder("other"), BagEmbedder(dimension=32)])
def test_another_model_means_another_index(index, embedder):
    embedded(index, chunks())
    vectors, asked = embedded(index, chunks(), embedder)
    assert len(asked) == 5 and vectors.passages.shape == (2, embedder.dimension)


def test_a_build_cut_short_is_done_again(index):
    class Dying(BagEmbedder):
        def embed(self, texts):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        embedded(index, chunks(), Dying())
    _, asked = embedded(index, chunks())
    assert len(asked) == 5


def test_a_build_cut_short_leaves_the_older_vectors_to_take_over(index):
    class Dying(BagEmbedder):
        def embed(self, texts):
            raise KeyboardInterrupt

    embedded(index, chunks())
    edited = chunks(TEXT.replace("bottom", "very bottom"))
    with pytest.raises(KeyboardInterrupt):
        embedded(index, edited, Dying())
    assert embedded(index, edited)[1] == [
        "Sand\nSand lies at the very bottom.",
        "Sand: Sand lies at the very bottom.",
    ]


def test_the_order_of_the_chapters_makes_no_other_index(index):
    both = (*chunks(), *chunks_of(chapter_from("# Rivers\n\nThey flow.\n", id="rivers")))
    first, _ = embedded(index, both)
    again, asked = embedded(index, both[::-1])
    assert asked == [] and np.allclose(first.passages[::-1], again.passages)


def test_a_failing_model_is_told_and_leaves_the_index_usable(index):
    broken = BagEmbedder()
    broken.broken = True
    with pytest.raises(PassageIndexError, match="away"):
        embedded(index, chunks(), broken)
    assert len(embedded(index, chunks())[1]) == 5


def test_a_deleted_store_is_built_anew(index, tmp_path):
    first, _ = embedded(index, chunks())
    (generation,) = sealed_in(tmp_path)
    shutil.rmtree(generation.store)
    again, asked = embedded(index, chunks())
    assert len(asked) == 5 and np.allclose(first.units, again.units)


@pytest.mark.parametrize("name", ["chroma.sqlite3", "data_level0.bin"])
def test_flipped_bytes_are_seen_and_healed(index, tmp_path, name):
    first, _ = embedded(index, chunks())
    # A store this small has written no vector file of its own yet: then any of its files will do.
    (generation,) = sealed_in(tmp_path)
    files = [path for path in generation.store.rglob("*") if path.is_file()]
    path = next((path for path in files if path.name == name), files[0])
    content = bytearray(path.read_bytes())
    content[:: max(1, len(content) // 100)] = bytes(
        255 - byte for byte in content[:: max(1, len(content) // 100)]
    )
    path.write_bytes(content)
    again, asked = embedded(index, chunks())
    assert len(asked) == 5 and np.allclose(first.units, again.units)
    assert (tmp_path / "damaged").is_dir()


def test_a_cut_database_under_a_valid_seal_is_moved_aside(index, tmp_path):
    embedded(index, chunks())
    (generation,) = sealed_in(tmp_path)
    database = generation.store / "chroma.sqlite3"
    database.write_bytes(database.read_bytes()[:5_000])
    generation.seal()
    assert len(embedded(index, chunks())[1]) == 5


def test_progress_ends_at_all(index):
    told = []
    index.vectors(chunks(), BagEmbedder(), progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 5) and told[-1] == (5, 5)


def test_a_second_process_is_refused_by_name(index, tmp_path):
    code = (
        "import sys; from pathlib import Path; from server.corpus.index import PassageIndex;"
        "PassageIndex(Path(sys.argv[1]))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert run.returncode == 1
    assert f"in use by another Greenroom (process {os.getpid()})" in run.stderr


def test_a_released_folder_can_be_taken_again(index, tmp_path):
    index.close()
    PassageIndex(tmp_path).close()


def test_a_server_that_does_not_answer_is_named(tmp_path):
    index = PassageIndex(tmp_path, chroma_url="http://127.0.0.1:9")
    with pytest.raises(PassageIndexError, match=r"http://127\.0\.0\.1:9 does not open"):
        index.vectors(chunks(), BagEmbedder())


def test_no_passages_make_an_empty_index(index):
    vectors, asked = embedded(index, ())
    assert asked == [] and vectors.passages.shape == (0, 64)


def test_the_states_of_passages_are_kept_where_the_model_reads_words(index, tmp_path):
    vectors, asked = embedded(index, chunks(), TokenBag())
    texts = [chunk.searched for chunk in chunks()]
    assert sorted(asked) == sorted(texts + [u for c in chunks() for u in c.units])
    assert all(vectors.states.of(text).shape == (len(text.split()), 64) for text in texts)
    assert len(list((tmp_path / "states").iterdir())) == len(texts)


def test_states_that_were_lost_are_made_anew(index, tmp_path):
    embedded(index, chunks(), TokenBag())
    for path in (tmp_path / "states").iterdir():
        path.unlink()
    vectors, asked = embedded(index, chunks(), TokenBag())
    assert sorted(asked) == sorted(chunk.searched for chunk in chunks())
    assert vectors.states.of(chunks()[0].searched) is not None


def test_a_model_that_reads_no_words_has_no_states(index, tmp_path):
    vectors, _ = embedded(index, chunks())
    assert vectors.states is None and not (tmp_path / "states").exists()
