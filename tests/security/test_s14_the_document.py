"""S14: what the API's own document allows, and what it does not, made up by schemathesis."""

from __future__ import annotations

import re
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode

from tests.security.service import USER, Service
from tests.security.test_s11_uploads import memory_of

EACH = 10
TRACES = re.compile(rb"Traceback|File \"/|sqlalchemy|jinja2|site-packages")
MODES = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)


@pytest.mark.parametrize("mode", MODES, ids=lambda m: m.value)
def test_s14_what_the_document_describes_is_answered_in_words(
    service: Service, mode: GenerationMode
) -> None:
    headers = {USER: f"document-{mode.value}"}
    schema = schemathesis.openapi.from_dict(service.http.get("/openapi.json").json())
    before, tried = memory_of(service.pid), 0
    for found in schema.get_all_operations():
        operation: Any = found.ok()

        @settings(
            max_examples=EACH,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def sent(case: Any) -> None:
            nonlocal tried
            tried += 1
            answer = case.call(base_url=service.address, headers=headers, timeout=60)
            assert answer.status_code < 500, answer.content[:300]
            assert TRACES.search(answer.content) is None

        try:
            sent()
        except Unsatisfiable:
            # What has no body, and no parameter but words, cannot be asked wrongly.
            assert mode is GenerationMode.NEGATIVE
    assert tried > 5 * EACH
    assert memory_of(service.pid) - before < 64_000_000
    assert "request_failed" not in service.logged() and "Traceback" not in service.logged()
