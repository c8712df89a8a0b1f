import pytest

from server.judging.comparison import halves

HEADINGS = "build vs buy analysis\nescalation frameworks"


@pytest.mark.parametrize(
    ("question", "first", "second"),
    [
        ("What is the difference between sand and tar?", "sand", "tar"),
        ("Compare sand with tar.", "Compare sand", "Compare tar"),
        ("Between sand and tar, which one is stronger?", "sand", "tar"),
        ("Which of sand and tar lasts longer?", "of sand", "of tar"),
        ("How different are sand and tar?", "are sand", "are tar"),
        ("Is sand the same as tar?", "Is sand", "Is tar"),
        ("Do sand and tar need the same tools?", "Do sand", "Do tar"),
        ("How do I tell sand from tar?", "tell sand", "tell tar"),
        ("How does sand differ from tar?", "How does sand", "How does tar"),
        ("How do sand and tar differ?", "How do sand differ", "How do tar differ"),
        ("Sand vs tar: which lasts?", "Sand: which lasts", "tar: which lasts"),
        ("Is sand cheaper than tar?", "Is sand", "Is tar"),
        ("Which lasts longer, sand or tar?", "longer, sand", "longer, tar"),
        ("What does sand cost, and where does tar come from?", "sand cost", "tar come from"),
        ("What changes from sand to tar?", "from sand", "from tar"),
        ("Sand and tar both come in sacks. How many?", "Sand both come", "tar both come"),
        ("What can tar do that sand can't?", "tar", "sand"),
    ],
)
def test_a_comparison_is_taken_apart(question, first, second):
    found = halves(question)
    assert found is not None
    assert first in found.first and second in found.second
    assert not any({"sand", "tar"} <= set(side.split()) for side in (found.first, found.second))


@pytest.mark.parametrize(
    "question",
    [
        "What is sand?",
        "What are the steps of a build vs buy analysis?",
        "When is build versus buy analysis worth the time?",
        "Why does sand matter and to whom?",
        "and both of them?",
        "What is a good balance between sand and tar?",
        "How can we tell the road is dry and open to carts?",
        "",
    ],
)
def test_a_question_about_one_thing_stays_whole(question):
    assert halves(question, compounds=HEADINGS) is None


def test_two_things_that_no_heading_names_together_are_two():
    found = halves("sand vs tar", compounds=HEADINGS)
    assert found is not None and (found.first, found.second) == ("sand", "tar")
