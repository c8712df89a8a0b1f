"""S11: files that nobody meant are read or refused, and end nothing but their child.

A few seconds of each kind here; `python -m tests.security.fuzzing pdf 600` is the long run.
"""

import json
import subprocess
import sys

import pytest

from server.config import ROOT
from tests.security.fuzzing import LONGEST_S, SEEDS

SECONDS = 2.0


@pytest.mark.parametrize("kind", SEEDS)
def test_s11_a_mutated_file_is_read_or_refused(kind: str) -> None:
    # A process of its own: it forks, and this one has threads.
    run = subprocess.run(
        [sys.executable, "-m", "tests.security.fuzzing", kind, str(SECONDS), "7"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=6 * LONGEST_S,
        check=True,
    )
    told = json.loads(run.stdout)
    assert told.pop("slowest_s") < LONGEST_S
    assert told.pop("files") == sum(told.values()) > 0
    # An exception of a parser's own ends in the same refusal; a crash or a hang would not.
    assert not [k for k in told if k.startswith(("signal", "not ended"))], told
    assert told.get("read") and told.get("refused")
