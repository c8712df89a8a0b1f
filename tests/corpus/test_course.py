import pytest

from server.corpus.course import course_in, linked, name_of


@pytest.fixture
def course(tmp_path):
    """A folder with these files in it."""

    def made(*places, **named):
        for place, text in {**dict.fromkeys(places, "# x"), **named}.items():
            path = tmp_path / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return made


def test_without_a_navigation_files_go_by_path_and_numbers_by_value(course):
    folder = course("10-late/index.md", "2-early/index.md", "2-early/more.md", "index.md")
    assert course_in(folder).places == (
        "index.md",
        "2-early/index.md",
        "2-early/more.md",
        "10-late/index.md",
    )


def test_the_navigation_gives_the_order_and_the_rest_follows(course):
    folder = course("docs/a.md", "docs/b/index.md", "docs/c.md", "README.md")
    (folder / "mkdocs.yml").write_text(
        "site_name: Roads\nplugins:\n  - x: !!python/name:a.b\n"
        "nav:\n  - C: c.md\n  - Part:\n      - B: b/index.md\n"
    )
    found = course_in(folder)
    assert (found.name, found.places) == ("Roads", ("c.md", "b/index.md", "a.md"))


def test_a_part_of_a_project_keeps_the_places_of_the_whole(course):
    folder = course("docs/chapters/01-a/index.md", "docs/about.md")
    (folder / "mkdocs.yml").write_text("site_name: Roads\n")
    found = course_in(folder / "docs" / "chapters")
    assert (found.name, found.places) == ("Roads", ("chapters/01-a/index.md",))


def test_hidden_files_other_kinds_and_links_out_are_left(course, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "secret.md"
    outside.write_text("# Secret")
    folder = course("a.md", ".git/b.md", "c.png", "node_modules/d.md")
    (folder / "link.md").symlink_to(outside)
    assert course_in(folder).places == ("a.md",)


def test_a_chapter_is_called_by_its_folder_or_its_file():
    assert name_of("chapters/03-docs/index.md") == "03-docs"
    assert name_of("about.md") == "about"


IDS = {"chapters/03-docs/index.md": "docs-1", "about.md": "about-2"}


@pytest.mark.parametrize(
    ("link", "wanted"),
    [
        ("[3](../03-docs/index.md)", "[3](/chapters/docs-1)"),
        ("[3](../03-docs/)", "[3](/chapters/docs-1)"),
        ("[3](../03-docs/index.md#The_Rule)", "[3](/chapters/docs-1#s-the-rule)"),
        ('[about](../../about.html "us")', "[about](/chapters/about-2)"),
        ("[gone](../09-gone/index.md)", "[gone](../09-gone/index.md)"),
        ("[out](../../../../etc/passwd)", "[out](../../../../etc/passwd)"),
        ("[web](https://e.org/about.md)", "[web](https://e.org/about.md)"),
        ("[here](#top) ![pic](../03-docs/)", "[here](#top) ![pic](../03-docs/)"),
    ],
)
def test_links_lead_to_the_pages_of_indexed_chapters(link, wanted):
    assert linked(link, "chapters/01-a/index.md", IDS) == wanted
