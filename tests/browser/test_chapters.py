"""A learner brings a chapter on the page, with and without scripts."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, expect

from server.api.app import create_app
from server.config import Settings
from server.wiring import Parts
from tests.browser.conftest import Visit, watch
from tests.conftest import wait_until_ready
from tests.corpus.bag import BagEmbedder
from tests.corpus.files import docx, pdf
from tests.vectors import UnkeptIndex

pytestmark = pytest.mark.browser

TRAINS = docx(
    ("Title", "Release trains"), ("Heading 1", "Boarding"), "The green train leaves at noon."
)
CACHES = pdf([(18, 760, "Cache rules"), (11, 720, "The least recently used entry goes first.")])


@pytest.fixture
def house(settings: Settings) -> Iterator[str]:
    """The address of a service in a thread: its embedding model knows every text."""
    parts = Parts(settings, embedder=BagEmbedder(), index=UnkeptIndex())
    config = uvicorn.Config(create_app(parts), port=0, log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    wait_until_ready(lambda: "ready" if server.started else "")
    wait_until_ready(lambda: parts.indexing.state)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(20)


@pytest.fixture
def visit_house(chromium: Browser, house: str) -> Iterator[Callable[..., Visit]]:
    contexts = []

    def open_context(**options: object) -> Visit:
        contexts.append(chromium.new_context(**options))  # type: ignore[arg-type]
        visit = Visit(contexts[-1].new_page(), house)
        watch(visit)
        return visit

    yield open_context
    for context in contexts:
        context.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_chapter_is_brought_read_and_deleted(
    visit_house: Callable[..., Visit], tmp_path: Path, scripts: bool
) -> None:
    visit = visit_house(java_script_enabled=scripts)
    page = visit.open("/chapters")
    file = tmp_path / "trains.docx"
    file.write_bytes(TRAINS)
    page.get_by_label("A chapter of your own").set_input_files(file)
    page.get_by_role("button", name="Add").click()
    page.get_by_role("link", name="Release trains").click()
    expect(page.get_by_text("The green train leaves at noon.")).to_be_visible()
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Chapters").click()
    row = page.get_by_role("listitem").filter(has_text="Release trains")
    row.locator("summary").click()
    row.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("link", name="Release trains")).to_have_count(0)
    assert (visit.faults, visit.foreign) == ([], [])


def test_a_refused_file_says_why_and_the_page_stays(
    visit_house: Callable[..., Visit], tmp_path: Path
) -> None:
    visit = visit_house()
    page = visit.open("/chapters")
    picture, caches = tmp_path / "picture.pdf", tmp_path / "caches.pdf"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    caches.write_bytes(CACHES)
    page.get_by_label("A chapter of your own").set_input_files(picture)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_contain_text("This is an image")
    page.get_by_label("A chapter of your own").set_input_files(caches)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("link", name="Cache rules")).to_be_visible()
    assert visit.violations() == []
