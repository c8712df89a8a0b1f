import errno
import json
import os

import pytest

from server.corpus.extract import ReadFile
from server.corpus.shelf import Shelf, upload_of
from server.errors import StoreError


def upload(text="# Roads\n\nSand lies at the bottom.\n", learner="learner", name="roads.md"):
    return upload_of(learner, name, text.encode(), ReadFile(text, "Roads", 1))


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "chapters")


def test_what_was_kept_is_read_again(shelf, tmp_path):
    shelf.keep(upload())
    assert Shelf(tmp_path / "chapters").uploads() == [shelf.uploads()[0]]
    assert shelf.uploads()[0].chapter().title == "Roads"


def test_the_same_file_has_the_same_id_and_other_text_under_its_title_another():
    assert upload().id == upload(name="copy.md").id
    assert upload().id != upload("# Roads\n\nOther.\n").id


def test_two_learners_with_the_same_file_have_two_chapters():
    assert upload(learner="user:a").id != upload(learner="user:b").id


def test_a_full_disk_keeps_nothing_of_it_and_what_was_there(shelf, tmp_path, monkeypatch):
    shelf.keep(upload())

    def full(handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="No space left on device.*make room"):
        shelf.keep(upload("# Bridges\n"))
    assert [path.suffix for path in (tmp_path / "chapters").iterdir()] == [".json"]
    assert len(shelf.uploads()) == 1


def test_a_damaged_file_is_set_aside_and_told(shelf, tmp_path):
    shelf.keep(upload())
    (path,) = (tmp_path / "chapters").iterdir()
    body = json.loads(path.read_text())
    path.write_text(json.dumps(body | {"markdown": "# Changed"}))
    assert shelf.uploads() == [] and shelf.damaged == [path.name]
    assert [left.suffix for left in (tmp_path / "chapters").iterdir()] == [".damaged"]


def test_a_half_written_file_is_none(shelf, tmp_path):
    shelf.keep(upload())
    (tmp_path / "chapters" / "roads.new").write_text('{"id": "ro')
    assert len(shelf.uploads()) == 1 and shelf.damaged == []


def test_a_removed_chapter_is_gone_and_may_be_removed_again(shelf):
    shelf.keep(upload())
    shelf.remove(upload().id)
    shelf.remove(upload().id)
    assert shelf.uploads() == []


@pytest.mark.parametrize("id", ["../secret", "a/b", "", "x" * 81])
def test_an_id_never_leads_out_of_the_folder(shelf, id):
    with pytest.raises(StoreError):
        shelf.remove(id)
