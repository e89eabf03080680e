"""What a reader of a PDF sees is in the draft, in its order and once; where that is not certain, it says so."""

from __future__ import annotations

import io
import random
import shutil
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pypdf
import pytest
from fpdf import FPDF
from fpdf.enums import TextMode
from pdfplumber.utils.text import dedupe_chars
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from opcc_opendata.importers.blocks import blocks_of, join
from opcc_opendata.importers.formats import Raw, read, recognised
from opcc_opendata.importers.formats.hyphens import parts_a_word
from opcc_opendata.importers.formats.pdf_seen import each_once
from opcc_opendata.importers.formats.raw import DocumentError
from tests.waiting import processor_seconds

DOCUMENTS = Path(__file__).parent / "documents"
PROSE = "The force welcomes what the inspectors found and accepts that the time taken to see a nurse was too long. "


def of(name: str) -> Raw:
    return read((DOCUMENTS / name).read_bytes(), ".pdf")


def text(raw: Raw) -> str:
    return join(blocks_of(raw.html))


def paper(*, rotated: bool = False) -> FPDF:
    made = FPDF(orientation="L" if rotated else "P")
    made.add_page()
    made.set_font("times", size=11)
    return made


def written(made: FPDF) -> Raw:
    return read(bytes(made.output()), ".pdf")


@pytest.mark.parametrize(
    ("name", "reason", "words"),
    [
        ("white-text.pdf", "White on white", "WHITETEXT secret"),
        ("outside-crop-box.pdf", "Outside the page", "PRINTMARK draft 3 not for release"),
    ],
)
def test_words_that_nobody_sees_are_named(name: str, reason: str, words: str) -> None:
    raw = of(name)
    assert text(raw).endswith("I welcome the report and will watch what is done.")
    assert raw.left_out == ((reason, words),)


def test_white_letters_on_a_dark_ground_are_seen() -> None:
    made = paper()
    made.set_fill_color(0, 40, 90)
    made.set_text_color(255, 255, 255)
    made.cell(80, 8, "Recommendation 1", fill=True, new_x="LMARGIN", new_y="NEXT")
    raw = written(made)
    assert (text(raw), raw.left_out) == ("Recommendation 1", ())


def test_invisible_text_is_named() -> None:
    made = paper()
    made.cell(0, 5, "We accept what was found here.", new_x="LMARGIN", new_y="NEXT")
    made.text_mode = TextMode.INVISIBLE
    made.cell(0, 5, "Nobody sees this.")
    raw = written(made)
    assert (text(raw), raw.left_out) == ("We accept what was found here.", (("Invisible", "Nobody sees this."),))


@pytest.mark.parametrize("shade", [0, 255])
def test_text_under_a_box_is_named(shade: int) -> None:
    made = paper()
    made.cell(0, 5, "We accept what was found here.", new_x="LMARGIN", new_y="NEXT")
    made.text(10, 50, "Name of a person")
    made.set_fill_color(shade)
    made.rect(8, 44, 60, 9, style="F")
    raw = written(made)
    assert (text(raw), raw.left_out) == ("We accept what was found here.", (("Covered", "Name of a person"),))


def test_text_under_a_highlighter_is_seen() -> None:
    made = paper()
    made.text(10, 50, "We accept this.")
    made.set_fill_color(255, 255, 0)
    made.rect(8, 44, 60, 9, style="F")
    assert text(written(made)) == "We accept this."


def test_letters_drawn_twice_are_read_once() -> None:
    assert text(of("fake-bold.pdf")).endswith("I accept the recommendations. Plain words after.")


def test_signs_drawn_again_are_those_that_pdfplumber_finds() -> None:
    drawn = random.Random(31)
    for _ in range(200):
        place = {"doctop": (100.0, 100.6, 101.2, 140.0), "x0": (10.0, 10.7, 11.4, 12.1, 30.0)}
        kind = {"text": "ab", "fontname": ("A", "B"), "size": (9.0, 11.0), "upright": (True, True, False)}
        chars = [{name: drawn.choice(any_of) for name, any_of in (place | kind).items()} for _ in range(60)]
        assert each_once(chars) == dedupe_chars(chars, tolerance=1)


@pytest.mark.heavy
def test_signs_drawn_again_are_found_in_linear_time() -> None:
    few, many = ([sign(number) for number in range(signs)] for signs in (1_000, 16_000))
    assert processor_seconds(lambda: each_once(many), 3) < 64 * processor_seconds(lambda: each_once(few), 3)


def sign(number: int) -> dict[str, object]:
    return {"text": "a", "fontname": "A", "size": 9.0, "upright": True, "doctop": 12.0 * number, "x0": 3.0}


@pytest.mark.parametrize("name", ["dingbat-ticks.pdf", "no-unicode-map.pdf"])
def test_signs_without_meaning_are_a_doubt(name: str) -> None:
    raw = of(name)
    assert "�" in text(raw)
    assert not any(sign in text(raw) for sign in ("✓", "✔", "☑", "cid", "4 Response"))
    assert raw.uncounted.startswith("page 1: ")
    assert any("may not be right" in remark for remark in raw.remarks)


def test_columns_are_read_one_after_another_and_nothing_is_called_complete() -> None:
    raw = of("two-columns.pdf")
    written_down = pypdf.PdfReader(DOCUMENTS / "two-columns.pdf").pages[0].extract_text()
    words = text(raw).replace("*", "").replace("#", "").split()
    assert Counter(words) == Counter(written_down.split())
    assert "will have a paper" in " ".join(words)
    assert "it has columns" in raw.uncounted


def test_two_columns_under_a_heading_and_over_a_closing_line() -> None:
    made = paper()
    made.cell(0, 8, "A heading that goes over the whole width of the page, as headings of papers do", align="L")
    made.ln(10)
    with made.text_columns(text_align="L", ncols=2, gutter=10, balance=True) as columns:
        columns.write("LEFTMOST " + PROSE * 3 + "RIGHTMOST " + PROSE * 3)
    made.ln(4)
    made.set_x(made.l_margin)
    made.multi_cell(0, 5, "CLOSING words over the whole width: " + PROSE)
    words = " ".join(text(written(made)).split())
    places = [words.index(one) for one in ("A heading", "LEFTMOST", "RIGHTMOST", "CLOSING")]
    assert places == sorted(places)
    assert words.count("too long. The force") == 4


def test_labels_beside_their_values_are_no_columns() -> None:
    made = paper()
    for label, value in (("Title:", "Custody services"), ("Published:", "10 March 2026"), ("Type:", "Thematic")) * 2:
        made.cell(60, 6, label)
        made.cell(0, 6, value, new_x="LMARGIN", new_y="NEXT")
    raw = written(made)
    assert "Title: Custody services" in text(raw)
    assert raw.uncounted == ""


def test_long_labels_beside_values_of_all_lengths_are_no_columns() -> None:
    made = paper()
    values = ("Custody in the east", "A joint one", "On the tenth of March", PROSE[:75], "None of them")
    for number, value in enumerate(values):
        made.cell(60, 6, f"Label {number} of the report")
        made.cell(0, 6, value, new_x="LMARGIN", new_y="NEXT")
    assert "Label 2 of the report On the tenth of March" in text(written(made))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_turned_is_read_upright(turn: int) -> None:
    made = paper()
    made.multi_cell(0, 5, PROSE * 3)
    turned = pypdf.PdfWriter(clone_from=io.BytesIO(bytes(made.output())))
    turned.pages[0].rotate(turn)
    turned.pages[0].transfer_rotation_to_content()
    content = io.BytesIO()
    turned.write(content)
    assert text(read(content.getvalue(), ".pdf")) == (PROSE * 3).strip()


def test_lines_that_somebody_ended_stay_lines() -> None:
    made = paper()
    for line in ("Police and Crime Commissioner for Kent", "1 Invented Street", "4 March 2024"):
        made.cell(0, 5, line, new_x="LMARGIN", new_y="NEXT")
    made.ln(5)
    made.multi_cell(0, 5, PROSE * 3 + "I will ask for more.", new_x="LMARGIN", new_y="NEXT")
    made.cell(0, 5, "Yours sincerely,", new_x="LMARGIN", new_y="NEXT")
    made.cell(0, 5, "Sam Sample")
    assert [block.lines for block in blocks_of(written(made).html)] == [
        ("Police and Crime Commissioner for Kent", "1 Invented Street", "4 March 2024"),
        ((PROSE * 3 + "I will ask for more."),),
        ("Yours sincerely,", "Sam Sample"),
    ]


def test_what_runs_up_the_margin_is_named_and_doubted() -> None:
    made = paper()
    made.multi_cell(0, 5, PROSE * 2)
    with made.rotation(90, 15, 150):
        made.text(15, 150, "Official sensitive")
    raw = written(made)
    assert text(raw) == (PROSE * 2).strip()
    assert [one.text for one in raw.left_out] == ["Official sensitive"]
    assert "runs upwards" in raw.uncounted


def test_raised_figures_are_kept_apart() -> None:
    made = paper()
    made.write(5, "There were 41 in 2025")
    made.char_vpos = "SUP"
    made.write(5, "1")
    made.char_vpos = "LINE"
    made.write(5, " and more on the 26")
    made.char_vpos = "SUP"
    made.write(5, "th")
    made.char_vpos = "LINE"
    made.write(5, " of May.")
    assert text(written(made)) == "There were 41 in 2025¹ and more on the 26th of May."


@pytest.mark.parametrize(
    ("before", "after", "known", "expected"),
    [
        ("the commu-", "nication of", "", True),
        ("the multi-", "agency work", "", False),
        ("the cross-", "border work", "", False),
        ("the organ-", "isation of", "", True),
        ("the anti-", "social acts", "antisocial", True),
        ("the data-", "base is", "data-base", False),
        ("the year-on-", "year figures", "", False),
        ("in Stoke-", "On-Trent", "", False),
        ("grade A-", "1 and", "", False),
        ("the qzx-", "police", "", None),
    ],
)
def test_hyphens_at_the_end_of_a_line(before: str, after: str, known: str, expected: bool | None) -> None:
    assert parts_a_word(before, after, Counter([known])) is expected


def test_soft_and_hard_hyphens_of_a_paper() -> None:
    words = text(of("hyphenated.pdf"))
    assert "Commissioner response to inspections" in words
    assert "multi-agency safeguarding" in words
    assert "responsibilities concerning accommodation, communication, implementation" in words
    assert "and cross-border investigations" in words


def with_annotations(*annotations: dict[str, object]) -> bytes:
    made = paper()
    made.multi_cell(0, 5, PROSE)
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(bytes(made.output())))
    for place, one in enumerate(annotations):
        box = ArrayObject(FloatObject(n) for n in (60, 600 - 30 * place, 300, 620 - 30 * place))
        entry = DictionaryObject({NameObject("/Type"): NameObject("/Annot"), NameObject("/Rect"): box})
        for key, value in one.items():
            made_value = (
                NumberObject(value)
                if isinstance(value, int)
                else (NameObject(value) if str(value).startswith("/") else TextStringObject(value))
            )
            entry[NameObject(f"/{key}")] = made_value
        writer.add_annotation(writer.pages[0], entry)
    content = io.BytesIO()
    writer.write(content)
    return content.getvalue()


def test_what_was_filled_into_a_form_is_read_and_comments_are_named() -> None:
    raw = read(
        with_annotations(
            {"Subtype": "/Widget", "FT": "/Tx", "V": "Invented Name"},
            {"Subtype": "/Widget", "FT": "/Btn", "AS": "/Off"},
            {"Subtype": "/Widget", "FT": "/Btn", "AS": "/Yes"},
            {"Subtype": "/Widget", "FT": "/Tx", "V": "Hidden", "F": 2},
            {"Subtype": "/FreeText", "Contents": "Typed on it"},
            {"Subtype": "/Text", "Contents": "Check with legal"},
        ),
        ".pdf",
    )
    assert text(raw).splitlines()[2:] == ["Invented Name", "", "☐", "", "☑", "", "Typed on it"]
    assert raw.left_out == (("Comment in the margin", "Check with legal"),)


def test_what_begins_a_page_is_no_header() -> None:
    made = FPDF()
    made.set_font("times", size=11)
    for number in range(1, 5):
        made.add_page()
        made.cell(0, 5, f"Recommendation {number}", new_x="LMARGIN", new_y="NEXT")
        made.ln(2 * number)
        made.cell(0, 5, f"The number {number} again", new_x="LMARGIN", new_y="NEXT")
        made.multi_cell(0, 5, PROSE * 4)
        made.set_y(-20)
        made.cell(0, 5, f"Invented office, page {number}")
    raw = written(made)
    words = text(raw)
    assert [f"Recommendation {number}" in words for number in range(1, 5)] == [True] * 4
    assert [f"The number {number} again" in words for number in range(1, 5)] == [True] * 4
    assert [one.text for one in raw.left_out] == [f"Invented office, page {number}" for number in range(1, 5)]


# --- pictures of pages -----------------------------------------------------------------------------------------------


def scan() -> bytes:
    from PIL import Image

    made = paper()
    made.image(Image.new("L", (200, 280), 200), 0, 0, 210, 297)
    return bytes(made.output())


def picture() -> bytes:
    from PIL import Image

    made = io.BytesIO()
    Image.new("L", (20, 20), 200).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(("raw", "suffix"), [(scan(), ".pdf"), (picture(), ".png")])
def test_a_picture_of_a_page_is_refused_with_what_to_do(
    raw: bytes, suffix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recognised, "shutil", SimpleNamespace(which=lambda _: None))
    with pytest.raises(DocumentError, match=r"most likely a scan.*Ask for the Word file.*install Tesseract"):
        read(raw, suffix)


@pytest.mark.parametrize(("raw", "suffix"), [(scan(), ".pdf"), (picture(), ".png")])
def test_a_picture_is_read_by_tesseract_where_it_is_installed_and_marked(
    raw: bytes, suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\ntest -s "$1" && printf "We accept\\nthis.\\n\\nSecond one\\n\\f"\n')
    program.chmod(0o755)
    monkeypatch.setattr(recognised, "shutil", SimpleNamespace(which=lambda _: str(program)))
    made = read(raw, suffix)
    assert text(made) == "We accept this.\n\nSecond one"
    assert "by a machine" in made.remarks[0]
    assert made.uncounted


@pytest.mark.skipif(not shutil.which("tesseract"), reason="Tesseract is not installed")
def test_tesseract_reads_a_scan() -> None:
    import pypdfium2

    made = paper()
    made.set_font("helvetica", size=24)
    made.cell(0, 20, "We accept this.")
    page = pypdfium2.PdfDocument(bytes(made.output()))[0]
    seen = io.BytesIO()
    page.render(scale=3).to_pil().save(seen, "PNG")
    assert "We accept this." in text(read(seen.getvalue(), ".png"))


def test_a_scan_with_the_text_that_a_machine_read_is_marked() -> None:
    from PIL import Image

    made = paper()
    made.image(Image.new("L", (200, 280), 200), 0, 0, 210, 297)
    made.text_mode = TextMode.INVISIBLE
    made.cell(0, 5, "We accept what was found here, and more.")
    raw = written(made)
    assert text(raw) == "We accept what was found here, and more."
    assert "read from a picture by a machine" in raw.remarks[0]
    assert "a machine read it" in raw.uncounted
