import types

import pytest

from server.checks import check_named, checks, checks_in, require
from server.errors import PromptError
from server.records import Finding


def test_every_check_is_a_public_function_of_its_own_module():
    for name, check in checks().items():
        assert check.__name__ == name
        assert check.__module__.startswith("server.checks.")


def test_checks_of_several_modules_are_found():
    assert {"markers_resolve", "answers_only_from_passages"} <= set(checks())


def test_a_name_gives_its_check():
    assert check_named("markers_resolve")("It is so [4].", [])[0].severity == "fail"


def test_an_unknown_check_names_the_known_ones():
    with pytest.raises(PromptError, match=r"pitch@1 names the check 'be_nice'.*markers_resolve"):
        require(["be_nice"], of="pitch@1")


def keeps(reply: str, source: str) -> list[Finding]:
    return []


def _hidden(reply: str, source: str) -> list[Finding]:
    return []


def counts(reply: str, source: str) -> int:
    return 0


def one_value(reply: str) -> list[Finding]:
    return []


def of_text(text: str, source: str) -> list[Finding]:
    return []


@pytest.mark.parametrize(
    ("function", "found"),
    [(keeps, True), (_hidden, False), (counts, False), (one_value, False), (of_text, False)],
)
def test_a_check_is_told_by_its_signature(function, found):
    module = types.ModuleType(__name__)
    setattr(module, function.__name__, function)
    assert bool(checks_in(module)) is found


def test_an_imported_check_belongs_to_its_own_module():
    module = types.ModuleType("server.checks.another")
    module.keeps = keeps
    assert checks_in(module) == {}
