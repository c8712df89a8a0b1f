import pytest

from evals.run import Options, cases, known, run, thinned
from server.errors import ConfigurationError


@pytest.fixture
def options(settings):
    return Options(settings)


def test_every_module_with_a_report_is_an_evaluation():
    assert "ask" in known() and "run" not in known()


def test_an_unknown_evaluation_is_named_with_those_that_there_are(options):
    with pytest.raises(ConfigurationError, match="'nothing'.*ask"):
        run("nothing", options)


def test_an_unknown_split_is_named_with_those_that_there_are(options):
    with pytest.raises(ConfigurationError, match="no split 'late'"):
        cases("ask", Options(options.settings, split="late"))


def test_a_limit_thins_the_cases_evenly():
    assert thinned([{"n": n} for n in range(10)], 3) == [{"n": 0}, {"n": 3}, {"n": 6}]
    assert len(thinned([{}] * 4, 0)) == 4
