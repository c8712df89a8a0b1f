"""S3: every answer carries the strict policy; in a real browser no payload does anything."""

import json
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Dialog, Page, Request, Route

from server.api.app import create_app
from server.api.sse import Drawn, encoded
from server.config import ROOT, Settings
from server.events import Event
from server.markup import html_from
from server.wiring import Parts
from tests.corpus.bag import BagEmbedder
from tests.security.payloads import BY_KIND, PAYLOADS
from tests.security.safety import TAGS
from tests.security.service import Service, turn
from tests.vectors import UnkeptIndex

POLICY = {
    "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self'",
    "connect-src 'self'", "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
}  # fmt: skip
# What the promise does not name: our own fonts, and the one policy that the scripts make.
MORE = {"font-src 'self'", "trusted-types greenroom"}
ANSWERS = [
    ("GET", "/", 200), ("GET", "/ask", 200), ("GET", "/rewrite", 200), ("GET", "/star", 200),
    ("GET", "/interview", 200), ("GET", "/stories", 200), ("GET", "/sessions", 200),
    ("GET", "/chapters", 200), ("GET", "/rewrite/check", 200), ("GET", "/rewrite/audiences", 200),
    ("GET", "/chapters/career-transition-and-technical-leadership", 200),
    ("GET", "/api/chapters/career-transition-and-technical-leadership", 200),
    ("GET", "/nobody", 404), ("GET", "/sessions/nobody", 404), ("GET", "/api/sessions/x", 404),
    ("GET", "/static/app.css", 200), ("GET", "/static/none", 404), ("PUT", "/api/sessions", 405),
    ("POST", "/api/sessions", 415), ("GET", "/healthz", 200), ("GET", "/openapi.json", 200),
    ("GET", "/ask/", 307),
]  # fmt: skip


def policy_of(answer: httpx.Response) -> set[str]:
    return {part.strip() for part in answer.headers["content-security-policy"].split(";")}


def assert_strict(answer: httpx.Response) -> None:
    assert policy_of(answer) == POLICY | MORE
    assert answer.headers.get_list("content-security-policy") == [
        answer.headers["content-security-policy"]
    ]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"


@pytest.mark.parametrize(("method", "path", "status"), ANSWERS)
def test_s3_every_answer_carries_the_policy(
    service: Service, method: str, path: str, status: int
) -> None:
    answer = service.http.request(method, path)
    assert answer.status_code == status
    assert_strict(answer)


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Host": "foreign.test"}, 403), ({"Origin": "null"}, 403), ({"Host": ""}, 403)],
)
def test_s3_a_refusal_carries_it_too(
    service: Service, headers: dict[str, str], status: int
) -> None:
    answer = service.http.get("/", headers=headers)
    assert answer.status_code == status
    assert_strict(answer)


def test_s3_so_does_a_fault_of_our_own(settings: Settings) -> None:
    parts = Parts(settings, embedder=BagEmbedder(), index=UnkeptIndex())
    with TestClient(
        create_app(parts), base_url="http://127.0.0.1:8000", raise_server_exceptions=False
    ) as http:
        parts.library = None  # type: ignore[assignment]
        answer = http.get("/api/chapters")
        assert answer.status_code == 500
        assert_strict(answer)


def test_s3_no_page_has_anything_inline() -> None:
    for page in (ROOT / "web" / "pages").glob("*.html"):
        text = page.read_text()
        assert " style=" not in text and "javascript:" not in text and "<style" not in text
        scripts = text.count("<script")
        assert scripts == text.count('<script src="/static/') + text.count(
            '<script type="module" src="/static/'
        ) + text.count('<script type="application/json"'), page


class Watched:
    """A page, and everything that happened on it that should not have."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.dialogs: list[str] = []
        self.foreign: list[str] = []
        self.console: list[str] = []
        self.refused: list[str] = []
        page.on("dialog", self._dialog)
        page.on("request", self._request)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("console", self._line)
        page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) =>"
            " console.error('CSP ' + e.violatedDirective + ' ' + e.blockedURI))"
        )

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith(self.base):
            self.foreign.append(request.url)

    def _line(self, line: Any) -> None:
        if line.type in ("error", "warning"):
            self.console.append(line.text)

    def assert_quiet(self) -> None:
        assert (self.dialogs, self.foreign, self.console) == ([], [], [])


@pytest.fixture
def watched(chromium: Browser, service: Service):
    context = chromium.new_context()
    yield Watched(context.new_page(), service.address)
    context.close()


def touch(page: Page) -> None:
    """What a reader could set off: the pointer over everything, focus on everything."""
    page.evaluate(
        """() => { for (const e of document.querySelectorAll('#transcript *, main *')) {
             for (const name of ['mouseover', 'pointerenter', 'focus', 'load', 'error', 'toggle'])
               e.dispatchEvent(new Event(name, {bubbles: true}));
           } }"""
    )
    page.wait_for_timeout(200)


@pytest.mark.browser
def test_s3_no_rendering_of_a_payload_or_its_prefixes_does_anything_in_chromium(
    watched: Watched,
) -> None:
    pieces = list(
        dict.fromkeys(
            html_from(text[:end])
            for text in PAYLOADS
            for end in range(1, len(text) + 1, 1 if len(text) < 150 else 25)
        )
    )
    watched.page.goto(watched.base + "/ask")
    found = watched.page.evaluate(
        """async ([pieces, known]) => {
             const { mount } = await import('/static/js/dom.js');
             const box = document.querySelector('#transcript');
             const bad = [];
             const tags = new Set(known);
             const own = ['href', 'rel', 'class', 'start'];
             const schemes = ['http:', 'https:', 'mailto:'];
             for (const html of pieces) {
               const place = document.createElement('div');
               box.append(place);
               mount(place, html);
               for (const e of place.querySelectorAll('*')) {
                 const names = e.getAttributeNames().filter((n) => !own.includes(n));
                 if (!tags.has(e.localName) || names.length) bad.push(e.outerHTML);
                 if (e.localName === 'a' && !schemes.includes(e.protocol)) bad.push(e.href);
               }
               if (place.innerHTML.length > 5e5) bad.push('grown');
               place.remove();
             }
             return bad;
           }""",
        [pieces, sorted(TAGS)],
    )
    assert len(pieces) > 3_000 and found == []
    touch(watched.page)
    watched.assert_quiet()


@pytest.mark.browser
def test_s3_payloads_of_learner_and_model_in_stored_turns_do_nothing(
    watched: Watched, service: Service
) -> None:
    for kind, texts in BY_KIND.items():
        message = "\n\n".join(texts)[:9_000]
        service.upstream.say(message)
        for mode in ("rewrite", "star"):
            made = turn(service.http, mode, f"We moved the API on 3 May. {message}")
            watched.page.goto(f"{watched.base}/sessions/{made['session_id']}")
            watched.page.locator("article.turn").wait_for()
            touch(watched.page)
            assert (kind, watched.dialogs, watched.foreign) == (kind, [], [])
    for path in ("/", "/sessions", "/stories"):
        watched.page.goto(watched.base + path)
        touch(watched.page)
    watched.assert_quiet()


@pytest.mark.browser
def test_s3_payloads_that_stream_in_do_nothing(watched: Watched, service: Service) -> None:
    """The page's own reader of events, fed with what the server would send of each payload."""
    sent = b"".join(streamed())

    def answer(route: Route) -> None:
        route.fulfill(body=sent, content_type="text/event-stream")

    watched.page.route("**/turns?render=true", answer)
    watched.page.goto(watched.base + "/ask")
    watched.page.locator("#message").fill("<img src=x onerror=alert(1)>")
    watched.page.keyboard.press("Enter")
    watched.page.locator("article.turn .text").get_by_text("the very end").wait_for()
    touch(watched.page)
    assert (watched.dialogs, watched.foreign) == ([], [])
    # The turn is none that the server knows, so its drawing is not found; nothing else is amiss.
    assert [line for line in watched.console if "404" not in line] == []


def streamed():
    """The events of an answer that speaks every payload."""
    yield encoded(Event("turn", {"id": "none", "index": 0}))
    for text in (*PAYLOADS, "the very end"):
        drawn = Drawn()
        for at in range(0, len(text), 16):
            for event in drawn.with_html(Event("draft", {"text": text[at : at + 16]})):
                yield encoded(event)
        for event in drawn.rest():
            yield encoded(event)
    final = {"reply_html": html_from("the very end"), "status": "complete"}
    yield encoded(Event("final", json.loads(json.dumps(final))))
