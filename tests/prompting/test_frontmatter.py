import hashlib
from pathlib import Path

import pytest

from server.errors import PromptError
from server.prompting.frontmatter import parse, read
from tests.prompting.prompt_file import PITCH, write

PATH = Path("prompts/pitch/v1.md")


def test_a_file_gives_its_contract_and_its_body():
    prompt = parse(PITCH, PATH)
    assert (prompt.ref, prompt.draft) == ("pitch@1", False)
    assert list(prompt.inputs) == ["idea", "limit"]
    assert prompt.sampling == {"temperature": 0, "max_tokens": 160, "seed": 7}
    assert prompt.output.checks == {"keeps_numbers": "idea", "at_most_sentences": 2}
    assert prompt.body.startswith("{% block system %}")
    assert PITCH.split("\n")[prompt.body_line - 1] == "{% block system %}"


def test_the_digest_is_that_of_the_bytes_on_disk(tmp_path):
    path = write(tmp_path)
    assert read(path).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_draft_says_so():
    prompt = parse(PITCH, Path("prompts/pitch/v1.draft.md"))
    assert prompt.draft and prompt.version == 1


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("---\nname", "name", 1, "opens the front matter"),
        (
            "changelog: First version.\n---\n",
            "changelog: First version.\n",
            1,
            "no closing",
        ),
        ("name: pitch", "name: catch", 2, "expected 'pitch'"),
        ("version: 1", "version: 2", 3, "expected 1"),
        ("version: 1", "version: true", 3, "expected 1"),
        (
            "purpose: Squeeze an idea into two sentences.",
            "purpose:",
            4,
            "expected a sentence",
        ),
        ("changelog: First version.\n", "", 2, "changelog is missing"),
        ("purpose:", "reason: x\npurpose:", 4, "reason: unknown"),
        ("inputs:\n", "inputs:\n\t", 6, "not YAML"),
        ("  limit: how", "  two words: how", 7, "not a name"),
        ("  limit: how many sentences", "  limit:", 7, "say in words"),
        ("  limit: how", "  failures: how", 7, "not a name"),
        (", seed: 7", "", 8, "seed is missing"),
        ("seed: 7", "seed: 7, model: big", 8, "model: unknown"),
        ("temperature: 0", "temperature: warm", 8, "wrong type"),
        ("max_tokens: 160", "max_tokens: 0", 8, "at least 1"),
        ("format: text", "format: yaml", 10, "text or json"),
        (
            "format: text",
            "format: text\n  schema: {type: object}",
            11,
            "the format json",
        ),
        (
            "checks: {keeps_numbers: idea, at_most_sentences: 2}",
            "checks: [a]",
            11,
            "names and",
        ),
        ("  format: text", "  format: text\n  tools: {}", 11, "tools: unknown"),
    ],
)
def test_a_fault_names_the_file_and_the_line(old, new, line, words):
    assert old in PITCH
    with pytest.raises(PromptError) as caught:
        parse(PITCH.replace(old, new, 1), PATH)
    assert str(caught.value).startswith(f"{PATH}:{line}:")
    assert words in str(caught.value)


def test_carriage_returns_are_refused_since_digests_would_differ_between_machines():
    with pytest.raises(PromptError, match=r"v1\.md:3: carriage return"):
        parse(PITCH.replace("version: 1\n", "version: 1\r\n"), PATH)


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    path = write(tmp_path)
    path.write_bytes(PITCH.encode().replace(b"idea", b"id\xffea", 1))
    with pytest.raises(PromptError, match="not UTF-8 at byte"):
        read(path)


@pytest.mark.parametrize("path", ["p/pitch/v0.md", "p/pitch/1.md", "p/Pitch/v1.md", "p/a_b/v1.md"])
def test_a_path_that_is_no_prompt_is_refused(path):
    with pytest.raises(PromptError, match="<name>/v<N>"):
        parse(PITCH, Path(path))
