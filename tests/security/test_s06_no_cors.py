"""S6: no answer tells a browser that another origin may read it."""

import pytest

from tests.security.service import Service

ORIGINS = ["https://evil.test", "null", "http://localhost:3000", "http://127.0.0.1.evil.test", None]


@pytest.mark.parametrize("origin", ORIGINS)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("path", ["/", "/api/sessions", "/readyz", "/static/js/api.js",
                                  "/api/chapters", "/v1/models"])  # fmt: skip
def test_s6_nothing_is_allowed_to_other_origins(
    service: Service, path: str, method: str, origin: str | None
) -> None:
    headers = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x"}
    if origin:
        headers["Origin"] = origin
    answer = service.http.request(method, path, headers=headers)
    assert not [name for name in answer.headers if name.startswith("access-control-")]
    assert not origin or answer.status_code == 403
