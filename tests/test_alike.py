"""Texts alike: what a run is, how the share is measured, and that none of the pairs is missed or invented."""

from __future__ import annotations

import random
import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opcc_opendata.alike import FEWEST_WORDS, MOST_ALIKE, alike_pairs, differences, likeness, runs_of, words_of

LETTER = "We have asked the force for a plan, and we will look at it each month until the inspectors are content."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The force’s plan – in *full*:\n\n- 12 per cent", "the force s plan in full 12 per cent"),
        ("Mae’r gwaith yn parhau; ŵyr £5", "mae r gwaith yn parhau ŵyr 5"),
        ("STRASSE straße a_b ½", "strasse strasse a_b ½"),
        ("", ""),
        ("… — !", ""),
    ],
)
def test_words_are_in_small_letters_without_punctuation(text: str, words: str) -> None:
    assert words_of(text) == words.split()


@given(st.text(alphabet=st.sampled_from("aB1_ .,’“–£…éŵ\n*-²½ß"), max_size=40))
def test_the_quick_way_to_words_gives_what_the_pattern_gives(text: str) -> None:
    assert words_of(text) == re.findall(r"\w+", text.casefold())


def test_likeness_is_the_share_of_runs_that_both_have() -> None:
    one, other = runs_of(["a", "b", "c", "d", "e"]), runs_of(["a", "b", "c", "d", "x"])
    assert likeness(one, other) == (2, 4)
    assert likeness(one, other).per_cent == 50
    assert likeness(one, one).per_cent == 100
    assert likeness(one, runs_of(["v", "w", "x", "y", "z"])) == (0, 6)
    assert likeness(runs_of(["a"]), runs_of(["a"])).per_cent == 0


def test_three_in_four_is_enough_and_less_is_not() -> None:
    from opcc_opendata.alike import Likeness

    assert Likeness(75, 100).enough
    assert not Likeness(74, 100).enough
    assert Likeness(199, 200).per_cent == 99


def _texts(rng: random.Random) -> list[str]:
    """Some families of texts, each with a few words changed, and strangers between them."""
    vocabulary = [f"w{number}" for number in range(60)]
    made: set[str] = set()
    for _ in range(12):
        family = rng.choices(vocabulary, k=rng.randrange(FEWEST_WORDS, 80))
        for _ in range(5):
            words = list(family)
            for _ in range(rng.choice((0, 1, 2, 3, 6))):
                words[rng.randrange(len(words))] = rng.choice(vocabulary)
            made.add(" ".join(words))
    return sorted(made)


@pytest.mark.parametrize("seed", range(6))
def test_pairs_are_those_that_a_comparison_of_each_with_each_finds(seed: int) -> None:
    texts = _texts(random.Random(seed))
    expected = []
    for (one, left), (other, right) in combinations(enumerate(texts), 2):
        runs = [{tuple(words[at : at + 3]) for at in range(len(words) - 2)} for words in (left.split(), right.split())]
        shared, either = len(runs[0] & runs[1]), len(runs[0] | runs[1])
        if 4 * shared >= 3 * either:
            expected.append((one, other, (shared, either)))
    assert expected
    found = [tuple(pair) for pair in alike_pairs(texts)]
    assert found == expected
    assert alike_pairs(texts) == alike_pairs(texts)


def test_a_phrase_that_everybody_uses_is_paired_with_a_limit() -> None:
    words = [f"w{number}" for number in range(60)]
    texts = [" ".join([*words, f"n{number}"]) for number in range(MOST_ALIKE + 30)]
    of_last = [pair for pair in alike_pairs(texts) if pair.other == len(texts) - 1]
    assert [pair.one for pair in of_last] == list(range(MOST_ALIKE))


def test_differences_are_the_words_that_only_one_has() -> None:
    left, right = differences(LETTER, LETTER.replace("each month", "every quarter, in public,").replace("plan", "Plan"))
    assert [piece.text for piece in left if piece.only_here] == ["each month "]
    assert [piece.text for piece in right if piece.only_here] == ["every quarter, in public, "]


@given(*[st.text(alphabet=st.sampled_from("ab .,\n’ŵ"), max_size=40)] * 2)
def test_the_pieces_of_a_text_are_the_whole_text(one: str, other: str) -> None:
    left, right = differences(one, other)
    assert "".join(piece.text for piece in left) == one
    assert "".join(piece.text for piece in right) == other
    common = [
        [word for piece in side if not piece.only_here for word in words_of(piece.text)] for side in (left, right)
    ]
    assert common[0] == common[1]
