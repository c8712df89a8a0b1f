"""S14: whatever is sent, the answer is a 4xx in words: no fault of ours, nor any growth."""

import json
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.api.audiences import fields_in
from server.errors import InvalidFieldError
from tests.security.routes import routes
from tests.security.service import Service, turn
from tests.security.test_s11_uploads import memory_of

SLOW_TO_START = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
WITH_BODY = sorted((m, p) for m, p in routes() if m in ("POST", "PATCH"))
BODIES = [
    b"", b"{", b"[]", b"null", b"1", b'"x"', b"\xff\xfe", b'{"mode": "\xed\xa0\x80"}', b"{}" * 9,
    b'{"mode": "\\ud800"}', b'{"message": "\\u0000", "mode": "ask"}', b'{"mode": "ask", "mode": 1}',
    b'{"mode": NaN}', b'{"mode": 1e999}', b'{"mode": ' + b"9" * 5_000 + b"}", b"\x00" * 64,
    b'{"mode":"ask","options":' + b"[" * 60_000, b'{"a":' * 60_000 + b"1" + b"}" * 60_000,
    b'{"mode":"ask","options":{"chapters":' + b"[" * 400 + b"]" * 400 + b"}}",
    b'{"message":"a","options":{"chapters":' + b"[" * 900 + b"]" * 900 + b"}}",
    b'{"result":' + b'{"a":' * 700 + b"1" + b"}" * 700 + b"}",
    b'{"file":"' + b"[" * 15_000 + b'"}', b'{"file":"a: &a [x]\\nb: [*a, *a]"}',
    b'{"file":"title: 2024-13-45"}', b'{"file":"? [a]\\n: b"}', b'{"file":"!!timestamp x"}',
    b'{"options": {"' + b"a" * 5_000 + b'": 1}, "mode": "ask"}',
]  # fmt: skip
FORMS = [b"%", b"a=%ff", b"&" * 500, b"message=%00", b"message=%ed%a0%80", b"=" * 999, b"a" * 5_000]
IN_PATHS = ["%00", "%ff%fe", "..%2f..%2fetc%2fpasswd", "%0d%0aX:%20y", "a" * 4_000, "%ed%a0%80",
            "%2e%2e", "'; DROP TABLE sessions; --", "\u202e", "%25%30%30", "😀"]  # fmt: skip
QUERIES = [
    "?q=%00&k=1",
    "?q=%ff",
    "?k=99999999999999999999999",
    "?k=-1",
    "?k=x",
    "?cursor=%b2",
    "?cursor=99999999999999999999999999",
    "?cursor=-1",
    "?format=x",
    "?example=%c2%b2",
    "?example=-1",
    "?example=999",
    "?chapter=x&section=%00",
    "?render=maybe",
    "?q=" + "a" * 9_000,
    "?round=%00",
    "?q=%ed%a0%80",
    "?minutes=x&level=%3Cscript%3E",
    "?q[]=1&q[]=2",
    "?%",
]


def assert_in_words(answer: httpx.Response) -> None:
    """Any status below 500; a refusal says why, and nothing shows how it is built."""
    assert answer.status_code < 500, (answer.request.url, answer.text[:300])
    for trace in ("Traceback", 'File "/', "sqlalchemy", "jinja2", "site-packages"):
        assert trace not in answer.text
    if answer.status_code >= 400 and "problem+json" in answer.headers["content-type"]:
        assert answer.json()["detail"] and len(answer.text) < 20_000


def filled(path: str, value: str = "none") -> str:
    for name in ("session_id", "turn_id", "story_id", "chapter_id", "passage_id", "id"):
        path = path.replace(f"{{{name}}}", value)
    return path.replace("{mode_name}", "ask" if value == "none" else value)


@pytest.fixture(scope="module")
def http(service: Service) -> httpx.Client:
    return service.as_learner("clumsy")


@pytest.fixture(scope="module")
def place(http: httpx.Client) -> dict[str, str]:
    """A session and a turn that are there, so that bodies are read to the end."""
    made = turn(http, "ask", "When do I escalate?")
    return {"session_id": made["session_id"], "turn_id": made["id"]}


def there(path: str, place: dict[str, str]) -> str:
    for name, value in place.items():
        path = path.replace(f"{{{name}}}", value)
    return filled(path)


@pytest.mark.parametrize(("method", "path"), WITH_BODY)
def test_s14_a_malformed_body_is_the_senders_fault(
    http: httpx.Client, place: dict[str, str], method: str, path: str
) -> None:
    for body in BODIES:
        answer = http.request(
            method, there(path, place), content=body, headers={"Content-Type": "application/json"}
        )
        assert_in_words(answer)
    for form in FORMS:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        assert_in_words(http.request(method, there(path, place), content=form, headers=kind))


@pytest.mark.parametrize(("method", "path"), sorted(routes()))
def test_s14_so_is_a_malformed_address(http: httpx.Client, method: str, path: str) -> None:
    if "{" in path:
        for value in IN_PATHS:
            assert_in_words(http.request(method, filled(path, quote(value, safe="%"))))
    elif method == "GET":
        for query in QUERIES:
            assert_in_words(http.get(path + query))


LEAF = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
JSON: Any = st.deferred(
    lambda: (
        LEAF | st.lists(JSON, max_size=3) | st.dictionaries(st.text(max_size=8), JSON, max_size=3)
    )
)
NAMES = (
    "mode",
    "options",
    "message",
    "action",
    "client_id",
    "title",
    "text",
    "tags",
    "session_id",
    "source",
    "rewrite",
    "audience",
    "file",
    "result",
    "kind",
    "cares_about",
    "how",
    "chapters",
    "k",
    "level",
    "audiences",
    "confidential",
    "question",
    "prompt",
    "minutes",
    "sentences",
    "rewrites",
    "passages",
    "citations",
    "phases",
    "dimensions",
    "parts",
)
KNOWN = st.sampled_from(
    [
        "ask",
        "rewrite",
        "star",
        "interview",
        "say",
        "new",
        "executives",
        "junior",
        "scorecard",
        "answer",
    ]
)
OBJECT = st.dictionaries(
    st.sampled_from(NAMES),
    JSON | KNOWN | st.dictionaries(st.sampled_from(NAMES), JSON | KNOWN, max_size=5),
    max_size=6,
)
API = [(m, p) for m, p in WITH_BODY if p.startswith("/api") or p.endswith("/view")]


@pytest.mark.parametrize(("method", "path"), API)
def test_s14_so_is_json_of_any_shape(
    http: httpx.Client, place: dict[str, str], method: str, path: str
) -> None:
    @settings(max_examples=12, suppress_health_check=SLOW_TO_START)
    @given(OBJECT)
    def sent(body: Any) -> None:
        content = json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        assert_in_words(http.request(method, there(path, place), content=content, headers=headers))

    sent()


def test_s14_the_document_of_the_api_names_every_route_of_the_api(http: httpx.Client) -> None:
    document = http.get("/openapi.json").json()["paths"]
    named = {(m.upper(), p) for p, methods in document.items() for m in methods}
    assert {(m, p) for m, p in routes() if p.startswith("/api")} <= named


@given(st.text(max_size=200) | st.binary(max_size=60).map(lambda b: b.decode("latin-1")))
def test_s14_a_file_of_an_audience_is_read_or_refused(text: str) -> None:
    try:
        assert isinstance(fields_in(text), dict)
    except InvalidFieldError as error:
        assert error.field


def test_s14_what_is_too_large_is_refused_without_growth(
    service: Service, http: httpx.Client, place: dict[str, str]
) -> None:
    big = b'{"result": {"a": "' + b"a" * 4_000_000 + b'"}}'
    before = memory_of(service.pid)
    for _ in range(6):
        for method, path in API:
            if path == "/api/chapters" or path.endswith(("/cancel", "/retry")):
                continue  # a form, and two that read no body
            answer = http.request(
                method,
                there(path, place),
                content=big,
                headers={"Content-Type": "application/json"},
            )
            # An archive may be large: this one is refused for what it is.
            refused = (422,) if path == "/api/import" else (404, 409, 413)
            assert answer.status_code in refused, (path, answer.text[:200])
    assert memory_of(service.pid) - before < 64_000_000


def test_s14_a_row_of_digits_is_no_trap(http: httpx.Client) -> None:
    """Such a line once was read for ever, and everybody waited."""
    for text in ("1" * 300 + "x", "monday" * 60 + "!", " " * 2_000 + "x", "\n" * 900 + "x"):
        answer = http.post("/api/stories", json={"text": f"I led it.\n{text}"}, timeout=60)
        assert_in_words(answer)


def test_s14_nothing_of_all_this_was_a_fault_in_the_log(service: Service, http: Any) -> None:
    assert "request_failed" not in service.logged() and "Traceback" not in service.logged()
