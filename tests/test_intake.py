"""`greenroom index PATH`: what it takes in, what it says, how it ends."""

import pytest

from server import intake
from server.config import Settings
from server.corpus.index import PassageIndex
from server.errors import ConfigurationError, ConflictError
from server.sources import shelf_of
from tests.corpus.bag import BagEmbedder

FIRST = (
    "# First steps\n\nSand lies at the bottom. See [roads](../02-roads/index.md#why) and more.\n"
)
SECOND = "# Roads\n\n## Why\n\nRoads carry carts.\n"


@pytest.fixture
def run(settings: Settings, monkeypatch):
    """Runs the command with an embedding model of the tests."""
    embedder = BagEmbedder()

    async def known(of: Settings):
        return embedder

    monkeypatch.setattr(intake, "embedder_of", known)
    return lambda *paths, **options: intake.index(settings, paths, **options)


@pytest.fixture
def course(tmp_path):
    folder = tmp_path / "course"
    for place, text in (("01-first", FIRST), ("02-roads", SECOND)):
        (folder / "docs" / "chapters" / place).mkdir(parents=True)
        (folder / "docs" / "chapters" / place / "index.md").write_text(text)
    (folder / "mkdocs.yml").write_text("site_name: Course\n")
    return folder


def test_a_course_is_taken_in_with_its_links(run, course, settings, capsys):
    assert run(course) == 0
    first, second = shelf_of(settings).uploads()
    assert (first.title, second.title) == ("First steps", "Roads")
    assert f"[roads](/chapters/{second.id}#s-why)" in first.markdown
    out = capsys.readouterr().out
    assert "2 of 2 files taken in\n3 chapters, " in out and "indexed with bag" in out


def test_a_refused_file_is_told_and_the_others_are_taken_in(run, course, settings, capsys):
    (course / "docs" / "empty.md").write_text("")
    assert run(course) == 1
    assert "empty.md: the file is empty" in capsys.readouterr().err
    assert len(shelf_of(settings).uploads()) == 2


def test_a_changed_chapter_of_a_course_keeps_its_id(run, course, settings):
    run(course)
    before = shelf_of(settings).uploads()
    path = course / "docs" / "chapters" / "02-roads" / "index.md"
    path.write_text(SECOND.replace("carts", "lorries"))
    run(course)
    after = shelf_of(settings).uploads()
    assert [u.id for u in after] == [u.id for u in before]
    assert after[0] == before[0] and "lorries" in after[1].markdown


def test_chapters_belong_to_the_learner_that_is_named(run, course, settings):
    run(course, learner="ann")
    assert {upload.learner for upload in shelf_of(settings).uploads()} == {"user:ann"}


def test_a_path_that_is_not_there_changes_nothing(run, course, settings, tmp_path):
    with pytest.raises(ConfigurationError, match="is not there"):
        run(course, tmp_path / "nowhere")
    assert shelf_of(settings).uploads() == []


def test_while_the_service_runs_nothing_changes_and_the_page_is_named(run, course, settings):
    held = PassageIndex(settings.home / "index")
    try:
        with pytest.raises(ConflictError, match=r"page /chapters .* Nothing was changed"):
            run(course)
    finally:
        held.close()
    assert shelf_of(settings).uploads() == []
