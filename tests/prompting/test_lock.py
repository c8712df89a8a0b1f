import subprocess

import pytest

from server.errors import PromptError
from server.prompting.lock import LOCK, check, publish
from tests.prompting.prompt_file import PITCH, write


def git(root, *words):
    identity = ["-c", "user.name=t", "-c", "user.email=t@example.test"]
    subprocess.run(["git", *identity, *words], cwd=root, check=True, capture_output=True)


def second(text=PITCH):
    return text.replace("version: 1", "version: 2")


def test_a_published_prompt_has_no_problems(tmp_path):
    write(tmp_path)
    assert publish(tmp_path, "pitch") == ["pitch@1"]
    assert check(tmp_path) == []


def test_the_lock_is_read_by_sha256sum(tmp_path):
    write(tmp_path)
    publish(tmp_path, "pitch")
    command = ["sha256sum", "--strict", "-c", LOCK]
    done = subprocess.run(command, check=False, cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "pitch/v1.md: OK\n")


def test_an_unpublished_prompt_is_named(tmp_path):
    write(tmp_path)
    assert check(tmp_path) == ["prompt pitch/v1.md is not published: run `prompts publish pitch`"]


def test_an_edited_prompt_is_told_what_to_do(tmp_path):
    path = write(tmp_path)
    publish(tmp_path, "pitch")
    path.write_text(PITCH.replace("now.", "soon."), encoding="utf-8")
    (problem,) = check(tmp_path)
    assert problem.startswith("prompt pitch@1 was edited after publication: the lock says ")
    assert problem.endswith("restore it and publish version 2")


def test_a_published_prompt_that_is_gone_is_a_problem(tmp_path):
    path = write(tmp_path)
    publish(tmp_path, "pitch")
    path.unlink()
    assert check(tmp_path) == ["prompt pitch/v1.md was published and is gone; restore the file"]


def test_publishing_a_draft_renames_it_and_appends_its_line(tmp_path):
    write(tmp_path)
    publish(tmp_path, "pitch")
    before = (tmp_path / LOCK).read_text()
    write(tmp_path, second(), file="v2.draft.md")
    assert publish(tmp_path, "pitch") == ["pitch@2"]
    assert sorted(p.name for p in (tmp_path / "pitch").iterdir()) == ["v1.md", "v2.md"]
    assert (tmp_path / LOCK).read_text().startswith(before)
    assert check(tmp_path) == []


def test_a_draft_of_a_published_version_is_refused(tmp_path):
    write(tmp_path)
    publish(tmp_path, "pitch")
    write(tmp_path, file="v1.draft.md")
    with pytest.raises(PromptError, match="exists already"):
        publish(tmp_path, "pitch")


def test_a_broken_draft_stays_a_draft(tmp_path):
    path = write(tmp_path, second().replace("max_tokens", "tokens"), file="v2.draft.md")
    with pytest.raises(PromptError, match="max_tokens is missing"):
        publish(tmp_path, "pitch")
    assert path.exists()


def test_nothing_new_is_nothing_to_publish(tmp_path):
    write(tmp_path)
    publish(tmp_path, "pitch")
    with pytest.raises(PromptError, match="nothing to publish"):
        publish(tmp_path, "pitch")


@pytest.mark.parametrize(
    ("line", "words"),
    [("junk", "expected `sha256"), ("{line}", "a second line for pitch/v1.md")],
)
def test_a_damaged_lock_is_named_by_line(tmp_path, line, words):
    write(tmp_path)
    publish(tmp_path, "pitch")
    lock = tmp_path / LOCK
    lock.write_text(lock.read_text() + line.format(line=lock.read_text().strip()) + "\n")
    (problem,) = check(tmp_path)
    assert f"{LOCK}:2: " in problem and words in problem


def test_a_line_that_history_shows_may_not_be_gone(tmp_path):
    git(tmp_path, "init", "-q")
    write(tmp_path)
    publish(tmp_path, "pitch")
    write(tmp_path, second(), file="v2.md")
    publish(tmp_path, "pitch")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "two versions")
    lock = tmp_path / LOCK
    lock.write_text(lock.read_text().splitlines()[1] + "\n")
    (tmp_path / "pitch" / "v1.md").unlink()
    (problem,) = check(tmp_path)
    assert problem.startswith(f"{LOCK} lost the line of pitch/v1.md")


def test_locking_an_edited_prompt_anew_does_not_hide_the_edit(tmp_path):
    git(tmp_path, "init", "-q")
    path = write(tmp_path)
    publish(tmp_path, "pitch")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    path.write_text(PITCH.replace("now.", "soon."), encoding="utf-8")
    (tmp_path / LOCK).unlink()
    publish(tmp_path, "pitch")
    (problem,) = check(tmp_path)
    assert problem.startswith(f"{LOCK} lost the line of pitch/v1.md")
