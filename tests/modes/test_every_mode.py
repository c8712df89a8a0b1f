import inspect
import json
import re
from pathlib import Path

import jsonschema
import pytest

from server.checks import checks
from server.errors import ConfigurationError
from server.modes import mode_of, modes
from server.prompting import PromptLibrary

ROOT = Path(__file__).resolve().parents[2]
PROMPTS = PromptLibrary(ROOT / "prompts", fence_key=b"a key for tests")
ALL = list(modes().values())
EACH = pytest.mark.parametrize("mode", ALL, ids=[mode.name for mode in ALL])


def source_of(mode):
    module = inspect.getmodule(mode.turn)
    path = Path(module.__file__)
    files = sorted(path.parent.glob("*.py")) if path.name == "__init__.py" else [path]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def test_the_four_modes_of_the_contract_come_first():
    assert list(modes())[:4] == ["ask", "interview", "rewrite", "star"]


@EACH
def test_a_mode_says_what_it_is(mode):
    assert mode.title and mode.description.endswith(".")
    assert mode.fields[0].name == "message"
    assert all(f.label and f.max_chars > 0 for f in mode.fields)


@EACH
def test_a_mode_is_a_generator_that_takes_what_it_declares(mode):
    assert inspect.isgeneratorfunction(mode.turn)
    parameters = inspect.signature(mode.turn).parameters
    assert list(parameters)[:2] == ["fields", "history"]
    needed = [p.name for p in list(parameters.values())[2:] if p.default is p.empty]
    assert set(needed) <= set(mode.study) <= set(parameters)


@EACH
def test_options_are_json_schemas_whose_defaults_obey_them(mode):
    for name, schema in mode.options.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert schema["title"], name
        jsonschema.validate(schema["default"], schema)


@EACH
def test_say_is_the_first_action_and_none_comes_twice(mode):
    assert mode.actions[0] == "say"
    assert len(set(mode.actions)) == len(mode.actions)


@EACH
def test_there_are_examples_that_obey_the_options(mode):
    assert len(mode.examples) >= 2
    for example in mode.examples:
        assert set(example) == {"title", "message", "options"}
        assert 0 < len(example["message"]) <= mode.fields[0].max_chars
        for name, value in example["options"].items():
            jsonschema.validate(value, mode.options[name])


@EACH
def test_everything_a_mode_declares_can_be_sent_as_json(mode):
    json.dumps([dict(mode.options), list(mode.actions), [dict(e) for e in mode.examples]])


@EACH
def test_every_prompt_that_a_mode_names_exists(mode):
    named = set(re.findall(r"[\"']([a-z][a-z-]*@\d+)[\"']", source_of(mode)))
    assert named, "a mode without a prompt needs no model"
    for ref in named:
        assert PROMPTS.prompt(ref).ref == ref


@EACH
def test_a_mode_imports_nothing_that_does_something(mode):
    allowed = r"server\.(?:checks|judging|text|records|modes)\b"
    for name in re.findall(r"(?m)^\s*(?:from|import)\s+(server[\w.]*)", source_of(mode)):
        assert re.match(allowed, name), name


@EACH
def test_a_mode_reads_no_clock_and_draws_no_lots(mode):
    forbidden = r"(?m)^\s*(?:import|from) (?:time|random|secrets|uuid|os|pathlib|socket|httpx)\b"
    assert not re.search(forbidden, source_of(mode))
    assert "datetime.now" not in source_of(mode)


@pytest.mark.parametrize("prompt", PROMPTS.prompts, ids=lambda prompt: prompt.ref)
def test_every_check_that_a_prompt_names_exists(prompt):
    assert set(prompt.output.checks) <= set(checks())


@pytest.mark.parametrize("prompt", PROMPTS.prompts, ids=lambda prompt: prompt.ref)
def test_a_prompt_names_no_model_and_repeats_itself(prompt):
    assert prompt.sampling["temperature"] == 0 and prompt.sampling["seed"] == 7
    assert not re.search(r"qwen|gpt-|llama|claude|mistral", prompt.body, re.IGNORECASE)


# Published once and in use no more; stored turns point at them.
RETIRED = {"ask-holds", "interview-reflection"}


def test_every_prompt_on_disk_is_used_by_a_mode():
    sources = "\n".join(source_of(mode) for mode in ALL)
    names = {prompt.name for prompt in PROMPTS.prompts} - RETIRED
    assert {name for name in names if f"{name}@" not in sources} == set()


def test_a_module_without_a_mode_is_an_error():
    with pytest.raises(ConfigurationError, match="has no MODE"):
        mode_of(json)
