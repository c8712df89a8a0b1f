import pytest

from server.llm.endpoint import Endpoint


@pytest.mark.parametrize(
    ("base_url", "loopback"),
    [
        ("http://127.0.0.1:8080/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://localhost:11434/v1", True),
        ("https://model.test/v1", False),
        ("http://192.168.1.20/v1", False),
        ("https://localhost.model.test/v1", False),
    ],
)
def test_only_this_machine_is_loopback(base_url: str, loopback: bool) -> None:
    assert Endpoint(base_url, "", "m", "openai").loopback is loopback


def test_the_key_is_not_part_of_what_is_printed() -> None:
    assert "sk-canary" not in str(Endpoint("http://model.test/v1", "sk-canary", "m", "openai"))
