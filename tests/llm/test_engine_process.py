import json
import subprocess
import sys
from pathlib import Path

import pytest

from server.llm.child import PROGRAM


def told(model: Path) -> tuple[str, int]:
    """All that the real engine says about a model's file, and its exit status."""
    config = {"model": str(model), "key": "k", "prefix": "/p", "name": "m"}
    line = json.dumps({**config, "context_tokens": 512, "threads": 1, "states": ""}) + "\n"
    with subprocess.Popen(
        [sys.executable, "-I", str(PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as engine:
        assert engine.stdin and engine.stdout
        engine.stdin.write(line)
        engine.stdin.flush()
        said = engine.stdout.read()
        status = engine.wait(60)
    return said, status


@pytest.mark.parametrize("content", [None, b"GGUF" + b"\x00" * 100, b"GGUF" + b"x" * 5_000])
def test_a_file_that_cannot_be_loaded_is_one_line_and_no_crash(
    tmp_path: Path, content: bytes | None
) -> None:
    model = tmp_path / "broken.gguf"
    if content is not None:
        model.write_bytes(content)
    said, status = told(model)
    assert "could not be loaded" in json.loads(said)["error"]
    assert status == 1


def test_the_engine_imports_nothing_of_the_service() -> None:
    written = PROGRAM.read_text()
    assert "import server" not in written and "from server" not in written
