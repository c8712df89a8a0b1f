"""A small prompt, to be spoiled by the tests in one place each."""

from pathlib import Path

PITCH = """\
---
name: pitch
version: 1
purpose: Squeeze an idea into two sentences.
inputs:
  idea: the learner's text
  limit: how many sentences
sampling: {temperature: 0, max_tokens: 160, seed: 7}
output:
  format: text
  checks: {keeps_numbers: idea, at_most_sentences: 2}
changelog: First version.
---
{% block system %}
Rewrite the idea in {{ limit }} sentences.
{% endblock %}
{% block user %}
{{ idea | fenced }}

Rewrite it now.
{% endblock %}
{% block repair %}
Not yet right:
{% for failure in failures %}
- {{ failure }}
{% endfor %}
Write it again.
{% endblock %}
"""


def write(root: Path, text: str = PITCH, *, name: str = "pitch", file: str = "v1.md") -> Path:
    """Put a prompt file below a root, and give its path."""
    path = root / name / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")
    return path
