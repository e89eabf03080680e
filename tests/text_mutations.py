"""Texts of records with something changed in them, as people's slips and hostile hands change them."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

PIECES = (
    *(
        '"',
        "'",
        '"abc',
        "'abc",
        "\\",
        "#",
        " #",
        "# c",
        ":",
        ": ",
        ":x",
        "- ",
        "-",
        "  ",
        " ",
        "\t",
        "\n",
        "\n\n",
        "\r\n",
        "\r",
    ),
    *(
        "[",
        "]",
        "{",
        "}",
        "[a, b]",
        "{a: b}",
        "&a ",
        "*a",
        "!t ",
        "!",
        "|",
        "|-",
        ">",
        ">-",
        "|2-",
        "%",
        "@",
        "`",
        "?",
        "? ",
    ),
    *(
        "\u00a0",
        "\u2028",
        "\u0085",
        "\ufeff",
        "é",
        "’",
        "“",
        "”",
        "–",
        "\x00",
        "\x07",
        "null",
        "~",
        "true",
        "No",
        "0x1f",
    ),
    *(
        "12:30",
        "1_000",
        ".5",
        "1e3",
        "2019",
        "2019-04",
        "2019-02-30",
        "---\n",
        "\n---\n",
        "...\n",
        "%YAML 1.1\n",
        "<<: a\n",
    ),
    *(
        "\nid: a-b\n",
        "id: norfolk-x-1\n",
        "language: cy\n",
        "language: en\n",
        "\nrelated:\n  - id: a-b\n    relation: follows\n",
    ),
    *(
        "inspections:\n  - id: a-report-2019\n    title: Another report\n",
        "title: Other words\n",
        "    published: 2020\n",
    ),
    *(
        "    title:\n      en: A title\n      cy: Teitl\n",
        '    title: "A ""quoted"" title"\n',
        "    id: b-c\n",
        "  - id: b-c\n",
    ),
)


def mutations(texts: Sequence[str], count: int, seed: int) -> Iterator[str]:
    """Give texts, each with one to three things changed in it."""
    chance = random.Random(seed)
    for _ in range(count):
        text = chance.choice(texts)
        for _ in range(chance.choice((1, 1, 1, 2, 3))):
            text = mutated(text, chance)
        yield text


def mutated(text: str, chance: random.Random) -> str:
    """Put in, take out, repeat, move or indent something."""
    lines = text.split("\n")
    at, line = chance.randrange(len(text) + 1), chance.randrange(len(lines))
    match chance.randrange(8):
        case 0 | 1:
            return text[:at] + chance.choice(PIECES) + text[at:]
        case 2:
            return text[:at] + text[at + chance.randrange(1, 4) :]
        case 3:
            lines.insert(chance.randrange(len(lines) + 1), lines[line])
        case 4:
            lines.insert(chance.randrange(len(lines)), lines.pop(line))
        case 5:
            lines[line] = chance.choice(("  ", " ", "    ", "\t")) + lines[line]
        case 6:
            lines[line] = lines[line].removeprefix(chance.choice(("  ", " ", "- ", "  - ", "    ")))
        case 7:
            lines[line] = lines[line] + chance.choice(PIECES)
    return "\n".join(lines)
