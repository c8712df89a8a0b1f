import pytest

from server.config import ROOT
from server.corpus.study import study_material
from server.errors import ConfigurationError


def material(root, **files):
    (root / "corpus" / "problems").mkdir(parents=True)
    for name, text in files.items():
        (root / "corpus" / f"{name.replace('__', '/')}.yaml").write_text(text)
    return study_material(root)


def test_what_is_missing_is_empty(tmp_path):
    names = ("audiences", "jargon", "problems", "earlier_chapters")
    assert study_material(tmp_path) == {name: {} for name in names}


def test_problems_are_found_by_their_id(tmp_path):
    found = material(tmp_path, problems__a="id: url_shortener\nround: system_design\n")
    assert found["problems"]["url_shortener"]["round"] == "system_design"


def test_audiences_keep_the_order_of_the_file(tmp_path):
    found = material(tmp_path, audiences="sales: {title: Sales}\ndesigners: {title: Design}\n")
    assert list(found["audiences"]) == ["sales", "designers"]
    assert found["audiences"]["sales"] == {"id": "sales", "title": "Sales"}


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"audiences": "- a\n"}, "must hold a mapping, not list"),
        ({"audiences": "a: [\n"}, "cannot be read"),
        ({"audiences": "a: 3\n"}, "the audience a must be a mapping"),
        ({"problems__x": "round: y\n"}, "write `id: x`"),
        ({"problems__x": "id: y\n", "problems__z": "id: y\n"}, "used by another file"),
    ],
)
def test_a_broken_file_is_named(tmp_path, files, words):
    with pytest.raises(ConfigurationError, match=words):
        material(tmp_path, **files)


def test_our_own_study_data_can_be_read():
    assert set(study_material(ROOT)) >= {"audiences", "problems"}
