import hashlib
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

HERE = Path(__file__).parent
CORPUS = HERE.parents[1] / "corpus"
CHAPTER = (CORPUS / "chapter.md").read_text(encoding="utf-8")

# Nine words in a row are one more than may be shared with the course chapter.
RUN = 9
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# What is kept on purpose: headings, table rows, tags, titles of boxes, front matter's title,
# and list items that are nothing but the name of another chapter.
KEPT_LINE = re.compile(
    r"#|\||<|!!!|\?\?\?|---$|title: |generated_by: |- \[[^\]]*\]\([^)]*\)$",
)

EXPECTED_HEADINGS = """\
# Career Transition and Technical Leadership
## Summary
## Concepts Covered
## Prerequisites
## Your Technical PM Journey Begins Now
## The Technical PM Job Market
## Technical Interview Prep
#### Diagram: Technical PM Interview Framework
## Technical Communication
## Engineering Team Dynamics
## Decision Frameworks for Technical PMs
### Build vs Buy Analysis
### Technical Decision Making
### Escalation Frameworks
## Technical Roadmapping
#### Diagram: Dual-Track Roadmap
## Building Your Future: Personal Learning and Growth
### Personal Learning Plan
### Continuous Tech Learning
#### Diagram: Technical PM Growth Trajectory
## Bringing It All Together
## Key Takeaways""".splitlines()

EXPECTED_BOXES = [
    '!!! note "You Are Already More Technical Than You Think"',
    '!!! tip "Positioning Your Transition Story"',
    '!!! tip "The Two-Sentence Rule"',
    '!!! example "Building Credibility Through Questions"',
    '!!! note "Architecture Decision Records (ADRs)"',
    '!!! tip "The 70/20/10 Rule"',
    '!!! example "Learning in Public"',
    '??? question "Self-Check: Can you answer these questions?"',
]

# (section, rows without the header, columns)
EXPECTED_TABLES = [
    ("The Technical PM Job Market", 5, 4),
    ("Technical Communication", 5, 3),
    ("Build vs Buy Analysis", 7, 3),
    ("Escalation Frameworks", 4, 4),
    ("Personal Learning Plan", 4, 5),
]

EXPECTED_DEFINITIONS = [
    ("The Technical PM Job Market", "Technical PM job market"),
    ("Technical Interview Prep", "Technical interview prep"),
    ("Technical Communication", "Technical communication"),
    ("Engineering Team Dynamics", "Engineering team dynamics"),
    ("Build vs Buy Analysis", "Build vs buy analysis"),
    ("Technical Decision Making", "Technical decision making"),
    ("Escalation Frameworks", "Escalation frameworks"),
    ("Technical Roadmapping", "Technical roadmapping"),
    ("Personal Learning Plan", "Personal learning plan"),
    ("Continuous Tech Learning", "Continuous tech learning"),
]


def prose_lines(markdown: str) -> list[str]:
    """Lines of the author's own wording, without list markers and link addresses."""
    lines = (line.strip() for line in markdown.splitlines())
    kept = (line for line in lines if line and not KEPT_LINE.match(line))
    return [re.sub(r"\]\([^)]*\)", "]", re.sub(r"^(?:[-*]|\d+\.)\s+", "", line)) for line in kept]


def runs(markdown: str) -> dict[str, str]:
    """Every nine-word run of the prose, by fingerprint; a run never leaves its line."""
    found = {}
    for line in prose_lines(markdown):
        words = [word.lower() for word in WORD.findall(line)]
        for start in range(len(words) - RUN + 1):
            run = " ".join(words[start : start + RUN])
            found[fingerprint(run)] = run
    return found


def fingerprint(run: str) -> str:
    """The first eight bytes of SHA-256, as sixteen hex digits."""
    return hashlib.sha256(run.encode("utf-8")).hexdigest()[:16]


@cache
def source_lines() -> tuple[str, ...]:
    text = (HERE / "source_ngrams.txt").read_text(encoding="ascii")
    return tuple(line for line in text.splitlines() if not line.startswith("#"))


@cache
def sections() -> dict[str, tuple[str, ...]]:
    """Heading -> the lines below it, up to the next heading of any level."""
    found: dict[str, list[str]] = {"front matter": []}
    here = "front matter"
    for line in CHAPTER.splitlines():
        if re.match(r"#{1,4} ", line):
            here = line.lstrip("# ")
            found[here] = []
        elif line.strip():
            found[here].append(line.strip())
    return {heading: tuple(lines) for heading, lines in found.items()}


def holds(line: str, needles: list[str]) -> bool:
    """Whether one line has all needles; "re:" marks a regular expression, case never counts."""
    return all(
        re.search(needle.removeprefix("re:"), line, re.IGNORECASE)
        if needle.startswith("re:")
        else needle.lower() in line.lower()
        for needle in needles
    )


def _facts() -> list[dict[str, Any]]:
    listed = yaml.safe_load((HERE / "chapter_facts.yaml").read_text(encoding="utf-8"))
    return [
        {"section": section, "id": name, "holds": needles}
        for section, facts in listed.items()
        for name, needles in facts.items()
    ]


FACTS = _facts()


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: fact["id"])
def test_the_chapter_states_the_fact_on_one_line_of_its_section(fact):
    lines = sections()[fact["section"]]
    assert any(holds(line, fact["holds"]) for line in lines), fact


def test_at_least_250_facts_are_listed_each_under_its_own_id():
    assert len({fact["id"] for fact in FACTS}) == len(FACTS) >= 250


def test_every_line_of_the_chapter_carries_a_listed_fact():
    frame = re.compile(r"---$|\|[-|]+\|$|</?details|<summary|<iframe|!!!|\?\?\?|[^|]*:$")
    bare = [
        line
        for section, lines in sections().items()
        for line in lines
        if not frame.match(line)
        and not any(f["section"] == section and holds(line, f["holds"]) for f in FACTS)
    ]
    assert bare == []


def test_no_nine_words_in_a_row_are_shared_with_the_course_chapter():
    shared = {run for mark, run in runs(CHAPTER).items() if mark in set(source_lines())}
    assert shared == set()


def test_the_source_is_kept_as_sorted_fingerprints_only():
    assert all(re.fullmatch(r"[0-9a-f]{16}", line) for line in source_lines())
    assert list(source_lines()) == sorted(set(source_lines()))
    assert len(source_lines()) == 2_754


def test_the_fingerprints_were_made_by_the_rule_this_test_uses():
    header = (HERE / "source_ngrams.txt").read_text(encoding="ascii").splitlines()[1]
    chapter_13 = "chapter 13 ai tools and strategy for technical pms"
    assert chapter_13 in CHAPTER.lower().replace(":", "")
    assert header == f"# the name of chapter 13 gives {fingerprint(chapter_13)}"


ORIGINAL = """\
## Harbours

- **Tide tables** - Every captain who enters the northern harbour after dusk must wait, by order.
"""


@pytest.mark.parametrize(
    ("text", "n_shared"),
    [
        ("every captain who enters the northern harbour after dusk", 1),
        ("1. EVERY captain, who enters the *northern* harbour (after dusk); must", 2),
        ("every captain who enters the northern harbour after", 0),
        ("every captain who enters the northern harbour at dusk", 0),
        ("every captain who enters\nthe northern harbour after dusk", 0),
        ("| every captain who enters the northern harbour after dusk |", 0),
        ("#### every captain who enters the northern harbour after dusk", 0),
    ],
    ids=[
        "copy",
        "dressed copy",
        "eight words",
        "one word changed",
        "two lines",
        "cell",
        "heading",
    ],
)
def test_a_planted_copy_is_found_when_it_is_nine_words_of_prose(text, n_shared):
    assert len(runs(text).keys() & runs(ORIGINAL).keys()) == n_shared


def test_a_label_belongs_to_the_prose_of_its_item():
    planted = "Tide tables: every captain who enters the northern harbour"
    assert runs(planted).keys() & runs(ORIGINAL).keys()


def test_the_headings_are_the_course_chapters_in_its_order():
    assert re.findall(r"^#{1,6} .*$", CHAPTER, re.MULTILINE) == EXPECTED_HEADINGS


def test_the_front_matter_names_title_date_and_version():
    front = yaml.load(CHAPTER.split("---\n")[1], Loader=yaml.BaseLoader)
    description = front.pop("description")
    assert len(description.split()) > 10
    assert front == {
        "title": "Career Transition and Technical Leadership",
        "date": "2026-02-11",
        "version": "0.04",
    }


def test_seven_boxes_are_open_and_one_is_folded():
    assert re.findall(r"^(?:!!!|\?\?\?) .*$", CHAPTER, re.MULTILINE) == EXPECTED_BOXES


def test_every_box_has_an_indented_body():
    assert len(re.findall(r'^(?:!!!|\?\?\?) .*"\n    \S', CHAPTER, re.MULTILINE)) == 8


@pytest.mark.parametrize(("section", "n_rows", "n_columns"), EXPECTED_TABLES)
def test_a_table_has_all_its_rows_and_columns(section, n_rows, n_columns):
    rows = [line for line in sections()[section] if line.startswith("|")]
    assert len(rows) == n_rows + 2
    assert {len(row.strip("|").split("|")) for row in rows} == {n_columns}


def test_tables_stand_in_five_sections_only():
    with_table = [s for s, lines in sections().items() if any(x.startswith("|") for x in lines)]
    assert with_table == [section for section, _, _ in EXPECTED_TABLES]


@pytest.mark.parametrize(("section", "term"), EXPECTED_DEFINITIONS)
def test_a_concept_is_defined_by_the_first_sentence_under_its_heading(section, term):
    assert re.match(rf"\*\*{term}\*\* (?:is|are) \w", sections()[section][0])


@pytest.mark.parametrize(
    ("title", "sim"),
    [
        ("Technical PM Interview Framework", "technical-pm-interview-framework"),
        ("Dual-Track Roadmap", "dual-track-roadmap"),
        ("Technical PM Growth Trajectory", "technical-pm-growth-trajectory"),
    ],
)
def test_a_diagram_has_its_frame_and_its_folded_specification(title, sim):
    lines = sections()[f"Diagram: {title}"]
    address = f"../../sims/{sim}/main.html"
    assert lines[:3] == (
        f'<iframe src="{address}" width="100%" height="500px" scrolling="no"></iframe>',
        '<details markdown="1">',
        f"<summary>{title}</summary>",
    )
    assert "</details>" in lines


def test_there_are_three_diagrams():
    tags = ("<iframe", "</iframe>", '<details markdown="1">', "</details>", "<summary>")
    assert [CHAPTER.count(tag) for tag in tags] == [3] * 5
