"""S10: templates come from the package alone; no value is ever compiled.

The sandbox, strict names and includes are tested in tests/prompting/test_library.py.
"""

import re

import pytest
from jinja2 import StrictUndefined
from jinja2.sandbox import SandboxedEnvironment, SecurityError

from server.api.drawing import _TEMPLATES
from server.config import ROOT
from server.prompting.library import _environment
from tests.security.service import Service, turn
from tests.security.test_s09_injection_contained import FENCE, KEY, LIBRARY, REFS, inputs_of

TEMPLATE_STRINGS = [
    "{{ 7 * 7 }}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{{ config }}", "{{ self }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}", "{{ cycler.__init__.__globals__ }}",
    "{% for x in range(10**9) %}{% endfor %}", "{% include '/etc/passwd' %}",
    "{% raw %}{{ x }}{% endraw %}", "{# nothing #}", "{{ request.application.__globals__ }}",
    "{%- print(1) -%}", "\\{\\{ 7*7 \\}\\}", "{{ lipsum.__globals__['os'].popen('id').read() }}",
]  # fmt: skip


def test_s10_prompts_are_rendered_in_a_strict_sandbox_without_globals() -> None:
    environment = _environment(KEY)
    assert isinstance(environment, SandboxedEnvironment)
    assert environment.undefined is StrictUndefined and environment.loader is None
    assert environment.globals == {}
    with pytest.raises(SecurityError):
        environment.from_string("{{ ''.__class__.__mro__ }}").render()


def test_s10_only_files_of_the_package_are_compiled() -> None:
    compiling = {
        str(path.relative_to(ROOT))
        for path in (ROOT / "server").rglob("*.py")
        if re.search(
            r"from_string\(|Template\(|compile_expression|render_template", path.read_text()
        )
    }
    assert compiling == {"server/prompting/library.py"}
    written = (ROOT / "server/prompting/library.py").read_text()
    assert re.findall(r"from_string\(([^)]*)\)", written) == ["prompt.body"]
    assert _TEMPLATES.loader is not None and _TEMPLATES.autoescape is True
    assert [str(p) for p in _TEMPLATES.loader.searchpath] == [str(ROOT / "web" / "pages")]  # type: ignore[attr-defined]


@pytest.mark.parametrize("ref", REFS)
@pytest.mark.parametrize("text", TEMPLATE_STRINGS)
def test_s10_a_template_in_a_value_stays_what_it_is(ref: str, text: str) -> None:
    messages = LIBRARY.render(ref, inputs_of(ref, f"a {text} b")).messages
    fences = [hit.group() for m in messages[-1:] for hit in FENCE.finditer(m.content)]
    assert fences and any(f"\na {text} b\n" in fence for fence in fences)


def test_s10_it_is_shown_as_it_was_written(service: Service) -> None:
    message = "We ship it on 3 May. " + " ".join(TEMPLATE_STRINGS)
    made = turn(service.http, "rewrite", message)
    page = service.http.get(f"/sessions/{made['session_id']}").text
    assert "{{ 7 * 7 }}" in page and ">49<" not in page and "root:" not in page
    assert made["message"] == message
