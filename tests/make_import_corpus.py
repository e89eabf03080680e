"""Makes the invented documents of tests/import_corpus, each with the facts in it beside it.

    python -m tests.make_import_corpus [PART OF A NAME]

The documents in tests/import_corpus/held_back are those that no rule of the importer was made with. LibreOffice and
Chromium are needed to make all of them; what is made is kept in the repository, so that nothing needs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from tests import corpus_writers as w
from tests.corpus_layouts import (
    Facts,
    Part,
    action_plan,
    holding,
    improvements,
    labelled,
    letter,
    listing,
    mail,
    news,
    numbered,
    office_form,
    peel,
    sentences,
    several,
    table,
    upright,
    welsh,
    with_reply,
)
from tests.corpus_words import BODIES, FINDINGS, REPORTS

FOLDER = Path(__file__).parent / "import_corpus"
F, B, R = FINDINGS, BODIES, REPORTS

Made = tuple[list[Part], Facts]
Write = Callable[[list[Part]], bytes]


def page(site: str, style: str = "") -> Write:
    return lambda parts: w.html(parts, site, style)


def lo(new: str) -> Write:
    return lambda parts: w.by_libreoffice(w.docx(parts), "docx", new)


def chromium(site: str = "bare") -> Write:
    return lambda parts: w.by_chromium(w.html(parts, site))


def mailed(sender: str, subject: str, html_too: bool = False) -> Write:
    return lambda parts: w.eml(parts, sender, subject, html_too)


def bold_docx(parts: list[Part]) -> bytes:
    return w.docx(parts, styles=False)


def txt(parts: list[Part]) -> bytes:
    return w.text(parts).encode()


GRADES_1 = {
    "Preventing crime": "good",
    "Treatment of the public": "adequate",
    "Responding to the public": "requires_improvement",
    "Investigating crime": "adequate",
}
GRADES_2 = {
    "Police powers and public treatment": "good",
    "Preventing crime": "outstanding",
    "Managing offenders": "inadequate",
    "Leadership and force management": "good",
}
GRADES_3 = {
    "Recording data about crime": "outstanding",
    "Protecting vulnerable people": "requires_improvement",
    "Good use of resources": "good",
}


def tuned() -> Iterator[tuple[str, Made, Write]]:
    """The documents with which the rules were made."""
    yield "form-norfolk.docx", office_form(B["norfolk-pcc"], R["custody"], F[0:3], 0), w.docx
    yield "form-kent.docx", office_form(B["kent-pcc"], R["stalking"], F[1:4], 1), w.word_xml
    yield (
        "form-leicestershire.html",
        with_reply(office_form(B["leicestershire-pcc"], R["roads"], F[4:6], 2)),
        page("wordpress"),
    )
    yield "form-hertfordshire.pdf", office_form(B["hertfordshire-pcc"], R["calls"], F[5:8], 1), chromium()
    yield "letter-west-mercia.docx", letter(B["west-mercia-pcc"], R["forensics"], F[3:5], 0), w.docx
    yield "letter-kent.html", letter(B["kent-pcc"], R["activism"], F[5:7], 1), page("govuk")
    yield "letter-surrey.pdf", letter(B["surrey-pcc"], R["vetting"], F[6:8], 3), w.fpdf
    yield "letter-essex.txt", letter(B["essex-pfcc"], R["missing"], F[7:9], 4), txt
    yield "table-norfolk.docx", table(B["norfolk-pcc"], R["complaints"], F[0:5], 0), w.docx
    yield "table-sussex.html", table(B["sussex-pcc"], R["vetting-short"], F[3:8], 1), page("soup")
    yield "table-mopac.docx", table(B["metropolitan-mopac"], R["stalking"], F[0:4], 2), w.word_xml
    yield "table-surrey.html", table(B["surrey-pcc"], R["fraud"], F[8:13], 3), page("old", "td")
    yield "table-cumbria.pdf", table(B["cumbria-pfcc"], R["roads"], F[10:13], 4), chromium()
    yield "table-thames-valley.md", table(B["thames-valley-pcc"], R["calls"], F[1:6], 0), w.markdown
    yield "labels-norfolk.docx", labelled(B["norfolk-pcc"], R["missing"], F[0:4], 0), w.docx
    yield "labels-devon.html", labelled(B["devon-and-cornwall-pcc"], R["custody"], F[4:8], 1), page("wordpress")
    yield "labels-mopac.docx", labelled(B["metropolitan-mopac"], R["forensics-short"], F[8:12], 2), bold_docx
    yield "labels-west-mercia.txt", labelled(B["west-mercia-pcc"], R["calls"], F[1:4], 1), txt
    yield "plan-kent.docx", action_plan(B["kent-pcc"], R["stalking"], F[0:22], 0), w.docx
    yield "plan-essex.html", action_plan(B["essex-pfcc"], R["missing"], F[0:22], 1), page("bare")
    yield "plan-hertfordshire.pdf", action_plan(B["hertfordshire-pcc"], R["complaints"], F[6:14], 1), chromium()
    yield "news-cumbria.html", news(B["cumbria-pfcc"], R["state"], [], 0), page("wordpress")
    yield "news-thames-valley.html", news(B["thames-valley-pcc"], R["activism"], [], 1), page("soup", "div")
    yield "numbered-surrey.html", numbered(B["surrey-pcc"], R["vetting"], F[0:3], 0), page("wordpress")
    yield "numbered-gwent.docx", numbered(B["gwent-pcc"], R["activism"], F[3:6], 1), w.word_xml
    yield "peel-sussex.docx", peel(B["sussex-pcc"], R["peel-sussex"], GRADES_1, 0), w.docx
    yield "peel-surrey.html", peel(B["surrey-pcc"], R["peel-surrey"], GRADES_2, 1), page("govuk")
    yield "peel-thames-valley.html", peel(B["thames-valley-pcc"], R["peel-tv"], GRADES_3, 2), page("bare")
    yield "improvements-leicestershire.docx", improvements(B["leicestershire-pcc"], R["calls"], F[0:4], 0), w.docx
    yield (
        "improvements-manchester.html",
        improvements(B["greater-manchester-mayor"], R["missing"], F[5:9], 1),
        page("govuk"),
    )
    yield "upright-norfolk.html", upright(B["norfolk-pcc"], R["complaints"], F[0:3], 0), page("soup")
    yield "upright-kent.docx", upright(B["kent-pcc"], R["roads"], F[3:6], 1), w.word_xml
    yield "sentences-west-mercia.md", sentences(B["west-mercia-pcc"], R["activism"], F[1:4], 0), w.markdown
    yield (
        "sentences-essex.eml",
        sentences(B["essex-pfcc"], R["forensics"], F[4:7], 1),
        mailed("Office <office@essex.example.org>", "Section 55 response"),
    )
    yield "listing-kent.html", listing(B["kent-pcc"], [R["stalking"], R["roads"], R["calls"]], 0), page("wordpress")
    yield (
        "several-essex.html",
        several(
            [letter(B["essex-pfcc"], R["missing"], F[0:2], 1), letter(B["essex-pfcc"], R["activism"], F[2:4], 3)],
            "Responses to HMICFRS reports 2026",
        ),
        page("govuk"),
    )
    yield "welsh-gwent.docx", welsh(B["gwent-pcc"], R["custody"], [], 0), w.docx
    yield "holding-kent.html", holding(B["kent-pcc"], R["stalking"], [], 0), page("bare")
    yield (
        "mail-norfolk.eml",
        mail(B["norfolk-pcc"], R["roads"], F[0:2], 2),
        mailed("OPCCN <opccn@example.org>", "Response to HMICFRS report", True),
    )
    yield "form-sussex.odt", office_form(B["sussex-pcc"], R["complaints"], F[5:8], 0), lo("odt")
    yield "table-gwent.rtf", table(B["gwent-pcc"], R["roads"], F[4:8], 0), lo("rtf")


def held_back() -> Iterator[tuple[str, Made, Write]]:
    """The documents with which no rule was made."""
    yield "form-surrey.html", office_form(B["surrey-pcc"], R["complaints"], F[2:5], 3), page("govuk", "dl")
    yield "form-devon.docx", with_reply(office_form(B["devon-and-cornwall-pcc"], R["roads"], F[8:11], 3)), w.word_xml
    yield "letter-sussex.docx", letter(B["sussex-pcc"], R["vetting"], F[9:11], 2), w.word_xml
    yield "letter-hertfordshire.pdf", letter(B["hertfordshire-pcc"], R["forensics-short"], F[12:14], 1), chromium()
    yield "letter-mopac.html", letter(B["metropolitan-mopac"], R["activism"], F[14:16], 3), page("soup", "div")
    yield "table-leicestershire.docx", table(B["leicestershire-pcc"], R["stalking"], F[12:16], 5), w.word_xml
    yield "table-south-wales.html", table(B["south-wales-pcc"], R["vetting-short"], F[10:14], 6), page("accordion")
    yield "table-manchester.docx", table(B["greater-manchester-mayor"], R["calls"], F[15:19], 7), w.docx
    yield "table-essex.pdf", table(B["essex-pfcc"], R["complaints"], F[17:20], 1), chromium()
    yield "labels-sussex.html", labelled(B["sussex-pcc"], R["roads"], F[12:16], 3), page("bare")
    yield "labels-thames-valley.pdf", labelled(B["thames-valley-pcc"], R["custody"], F[18:21], 1), w.fpdf
    yield "plan-devon.docx", action_plan(B["devon-and-cornwall-pcc"], R["calls"], F[2:24], 0), w.word_xml
    yield "news-norfolk.docx", news(B["norfolk-pcc"], R["roads"], [], 2), w.docx
    yield "numbered-leicestershire.docx", numbered(B["leicestershire-pcc"], R["fraud"], F[15:18], 0), bold_docx
    yield "peel-essex.docx", peel(B["essex-pfcc"], R["peel-essex"], GRADES_2, 3), w.word_xml
    yield "improvements-cumbria.txt", improvements(B["cumbria-pfcc"], R["stalking"], F[18:22], 2), txt
    yield "upright-hertfordshire.docx", upright(B["hertfordshire-pcc"], R["missing"], F[19:22], 2), w.docx
    yield "sentences-kent.pdf", sentences(B["kent-pcc"], R["state"], F[12:15], 1), w.fpdf
    yield "listing-surrey.html", listing(B["surrey-pcc"], [R["stalking"], R["complaints"]], 1), page("govuk")
    yield (
        "several-cumbria.html",
        several(
            [peel(B["cumbria-pfcc"], R["roads"], GRADES_3, 1), numbered(B["cumbria-pfcc"], R["calls"], F[20:23], 0)],
            "HMICFRS responses",
        ),
        page("accordion"),
    )
    yield "welsh-south-wales.html", welsh(B["south-wales-pcc"], R["custody"], [], 1), page("wordpress")
    yield (
        "mail-thames-valley.eml",
        mail(B["thames-valley-pcc"], R["missing"], F[21:23], 3),
        mailed("TV OPCC <opcc@example.org>", "FW: inspection response"),
    )


def main(only: str = "") -> None:
    for kind, documents in (("tuned", tuned()), ("held_back", held_back())):
        folder = FOLDER / kind
        folder.mkdir(parents=True, exist_ok=True)
        for name, (parts, facts), write in documents:
            if only in name:
                (folder / name).write_bytes(write(parts))
                known = facts if "drafts" in facts else {"drafts": [facts]}
                (folder / f"{name}.json").write_text(
                    json.dumps(known, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
                )


if __name__ == "__main__":
    main(*sys.argv[1:])
