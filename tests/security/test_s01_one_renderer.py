"""S1: all text of a model, a learner and a chapter becomes markup in one function."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from server.config import ROOT
from server.markup import html_from
from tests.security.service import Service

# Who may say that a text is HTML: the renderer's own output, or pieces escaped right there.
MAY_MARK = {"server/api/views.py", "server/api/sources.py", "server/api/reading.py"}
# Drawings of our own making: numbers, and texts escaped where they are written.
MAY_MARK |= {"server/api/sketches.py", "server/api/progress.py"}
CASES = [
    "Plain words, *soft* and **strong**, `code`.",
    "- one\n- two\n\n1. first\n2. second",
    "| a | b |\n|:--|--:|\n| 1 | 2 |",
    "```sql\nselect '<b>'\n```",
    "> quoted\n\n# Heading\n\n[out](https://greenroom.test/a?b=c&d=e)",
    "<b>bold</b> & ![x](https://foreign.test/i.png) [y](javascript:alert(1))",
]


def python_files():
    return [path for path in (ROOT / "server").rglob("*.py")]


def test_s1_no_other_file_marks_text_as_html():
    marking = {
        str(path.relative_to(ROOT))
        for path in python_files()
        if re.search(r"\bMarkup\(|autoescape=False|render_template_string", path.read_text())
    }
    # Prompts are plain text: what is written there never becomes a page.
    assert marking - {"server/prompting/library.py"} == MAY_MARK


def test_s1_no_template_switches_escaping_off():
    for page in (ROOT / "web" / "pages").glob("*.html"):
        assert not re.search(r"\|\s*safe\b|autoescape|\|\s*tojson.*onclick", page.read_text()), page


def test_s1_markup_enters_the_page_through_one_function_of_the_scripts():
    sinks = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTMLUnsafe|DOMParser"
        r"|createContextualFragment|\beval\(|new Function|srcdoc|setAttribute\(\"on|createPolicy"
    )
    found = {
        (path.name, hit)
        for path in (ROOT / "web" / "js").glob("*.js")
        for hit in sinks.findall(path.read_text())
    }
    assert found == {("dom.js", "innerHTML"), ("dom.js", "createPolicy")}


@pytest.mark.parametrize("text", CASES)
def test_s1_live_stored_exported_and_shown_are_the_same_html(service: Service, text: str):
    http = service.http
    made = http.post("/api/sessions", json={"mode": "rewrite", "options": {}}).json()
    path = f"/api/sessions/{made['id']}"
    stream = http.post(
        f"{path}/turns?render=true",
        json={"message": f"{text}\n\nWe ship it on 3 May."},
        headers={"Accept": "text/event-stream"},
    ).text
    last = stream.rpartition("event: final\ndata: ")[2]
    live = json.loads(last)
    stored = http.get(path).json()["turns"][0]
    exported = http.get(f"{path}/export?format=json").json()["turns"][0]
    assert live["reply_html"] == html_from(live["reply"])
    assert stored["reply_html"] == exported["reply_html"] == live["reply_html"]
    drawn = http.post(f"/sessions/{made['id']}/turns/{live['id']}/view", json={"result": {}})
    shown = BeautifulSoup(drawn.text, "html.parser").select_one(".text.prose")
    assert shown is not None
    assert shown.decode_contents() == BeautifulSoup(live["reply_html"], "html.parser").decode()
