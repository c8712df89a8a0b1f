"""The payloads: what an attacker would have a model, a learner or a file say, by what it tries."""

from __future__ import annotations

import json
from pathlib import Path

BY_KIND: dict[str, list[str]] = json.loads(Path(__file__).with_name("payloads.json").read_text())
PAYLOADS = [text for texts in BY_KIND.values() for text in texts]
