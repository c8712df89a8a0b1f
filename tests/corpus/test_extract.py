"""Files as learners bring them, through the real child process."""

import asyncio
import io

import pytest

from server.corpus.extract import Extractor
from server.errors import UnreadableFileError, UnsupportedFileError
from tests.corpus.files import docx, pdf

BODY = "A queue decouples the sender from the receiver, and grows while the workers are slow."


async def read(content, name="file.md"):
    return await Extractor().read(content, name)


async def reason(content, name="file.md", kind=UnreadableFileError):
    with pytest.raises(kind) as caught:
        await read(content, name)
    assert type(caught.value) is kind
    return str(caught.value)


async def test_markdown_stays_as_it_is():
    found = await read(f"# Queues\n\n{BODY}\n".encode())
    assert (found.title, found.passages) == ("Queues", 1)
    assert found.markdown == f"# Queues\n\n{BODY}\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
async def test_other_encodings_are_read(encoding):
    found = await read(f"# Café\n\nDie Größe zählt. {BODY}\n".encode(encoding))
    assert found.title == "Café" and "Größe zählt" in found.markdown


async def test_a_text_file_gets_its_headings_from_lines_that_stand_alone():
    text = f"My notes\n\n{BODY}\n\nCHAPTER 2 COSTS\n\n    * one <b>\n    * two\n"
    found = await read(text.encode(), "notes.txt")
    assert found.title == "My notes"
    assert "## CHAPTER 2 COSTS" in found.markdown and "\n* one \\<b\\>\n* two" in found.markdown


async def test_a_page_loses_its_navigation_and_scripts():
    page = (
        "<!doctype html><title>Queues</title><nav>Home Shop</nav><main><h1>Queues</h1>"
        f"<p>{BODY} {BODY} {BODY}</p><script>alert(1)</script><table><tr><th>A<th>B<tr><td>1<td>2"
        "</table><iframe src='https://e.org/sim' title='Sim'></iframe></main><footer>Imprint"
    )
    found = await read(page.encode(), "saved page")
    assert found.title == "Queues" and "| A | B |" in found.markdown
    assert "[Sim](https://e.org/sim)" in found.markdown
    assert not any(word in found.markdown for word in ("Shop", "alert", "Imprint"))


async def test_a_word_document_keeps_headings_and_tables():
    content = docx(
        ("Title", "Release trains"),
        BODY,
        ("Heading 1", "Boarding"),
        [["Train", "Leaves"], ["Blue", "10:00"]],
    )
    found = await read(content, "trains.docx")
    assert found.title == "Release trains" and "\n# Boarding\n" in found.markdown
    assert "| Train | Leaves |\n| --- | --- |\n| Blue | 10:00 |" in found.markdown


async def test_a_pdf_gets_headings_by_size_and_loses_hyphens_and_running_heads():
    content = pdf(
        [
            (20, 760, "Cache rules"),
            (11, 720, "A cache keeps answers that were expen-"),
            (11, 706, "sive to compute. A long-term plan and the long-"),
            (11, 692, "term memory are elsewhere, and nobody asks"),
            (9, 40, "Cache rules, page 1"),
        ],
        [
            (11, 780, "for them here."),
            (15, 740, "Eviction"),
            (11, 720, "The least recently used entry goes first, whatever it cost to make."),
            (9, 40, "Cache rules, page 2"),
        ],
    )
    found = await read(content, "cache.pdf")
    assert found.markdown == (
        "# Cache rules\n\nA cache keeps answers that were expensive to compute. A long-term plan"
        " and the long-term memory are elsewhere, and nobody asks for them here.\n\n## Eviction\n\n"
        "The least recently used entry goes first, whatever it cost to make."
    )


async def test_the_content_decides_not_the_name():
    content = pdf([(11, 760, BODY)])
    assert BODY.split(",")[0] in (await read(content, "notes.md")).markdown


async def test_a_pdf_of_pictures_is_told_to_be_one():
    assert "text recognition" in await reason(pdf([], []), "scan.pdf")


async def test_a_protected_pdf_is_told_to_be_one():
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([(11, 760, BODY)]))))
    writer.encrypt("secret", algorithm="RC4-128")
    made = io.BytesIO()
    writer.write(made)
    assert "password" in await reason(made.getvalue(), "locked.pdf")


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.md", "empty"),
        (b" \n\t\n", "blank.txt", "empty"),
        (b"\n---\n***\n", "rules.md", "no text"),
        (bytes(range(256)) * 40, "binary.md", "binary data"),
        (b"%PDF-1.7\n" + b"nonsense " * 50, "broken.pdf", "damaged"),
        (b"Plain words.", "fake.pdf", "holds no PDF"),
        (b"PK\x03\x04 cut short", "cut.docx", "damaged"),
        (b"# Title\n\n" + b"word " * 500_000, "long.md", "characters of text"),
    ],
)
async def test_what_cannot_be_read_says_why(content, name, said):
    assert said in await reason(content, name)


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"\x89PNG\r\n\x1a\n", "picture.png", "an image"),
        (b"\x7fELF\x02", "program.md", "a program"),
        (b"a,b\n1,2\n", "table.csv", ".csv files"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old.doc", "save it as .docx"),
    ],
)
async def test_other_kinds_are_named(content, name, said):
    assert said in await reason(content, name, UnsupportedFileError)


async def test_a_bomb_is_refused_before_it_is_unpacked():
    content = docx("x", extra={"word/media/1": b"\0" * 12_345})
    content = content.replace((12_345).to_bytes(4, "little"), (400_000_000).to_bytes(4, "little"))
    assert "unpacks to 400 MB" in await reason(content, "bomb.docx")


async def test_a_bomb_that_lies_about_its_size_ends_as_a_reason():
    content = docx(BODY, extra={"word/styles.xml": b" " * 25_000_000})
    content = content.replace((25_000_000).to_bytes(4, "little"), (900).to_bytes(4, "little"))
    assert "damaged" in await reason(content, "liar.docx")


async def test_entities_that_grow_without_end_end_as_a_reason():
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<!DOCTYPE w [<!ENTITY e0 "word">{bomb}]><w>&e11;</w>'
    content = docx(BODY, extra={"word/document.xml": xml.encode()})
    assert await reason(content, "laughs.docx")


async def test_nesting_without_end_ends_as_a_reason_or_as_text():
    page = b"<html><body>" + b"<div>" * 20_000 + BODY.encode()
    assert await reason(page, "deep.html")
    found = await read(b"> " * 2_000 + BODY.encode() + b"\n\n" + b"[" * 3_000 + b" words")
    assert found.passages


async def test_a_hang_ends_in_time(tmp_path, monkeypatch):
    began = asyncio.get_running_loop().time()
    extractor = Extractor(wait_s=1.0, program="tests.corpus.hanging_reader")
    with pytest.raises(UnreadableFileError, match="within 1 s"):
        await extractor.read(b"x" * 1_000_000, "any.md")
    assert asyncio.get_running_loop().time() - began < 5


async def test_the_reader_knows_no_secrets_and_reaches_nothing(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "a-secret")
    found = await Extractor(program="tests.corpus.curious_reader").read(b"", "any.md")
    assert found.markdown == "environment: [], socket: False, program: False, file: False"
