"""Sentences that say nothing, of which the texts of invented records are made."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from opcc_opendata.sample import words


@dataclass(frozen=True)
class Pool:
    """Ready-made sentences to pick from."""

    english: list[str]
    welsh: list[str]


@lru_cache(maxsize=2)
def pool_of(seed: int) -> Pool:
    """Make the sentences for a seed: the same for the same."""
    rng = random.Random(f"words {seed}")  # noqa: S311 (nothing secret is made)
    names = sorted({_name(rng) for _ in range(4000)})
    return Pool(
        english=[_sentence(rng, names) for _ in range(15_000)],
        welsh=[_welsh_sentence(rng) for _ in range(1_500)],
    )


def _name(rng: random.Random) -> str:
    syllables = rng.choices(words.SYLLABLES, k=rng.choice((2, 3, 3)))
    return ("".join(syllables) + rng.choice(words.ENDINGS)).capitalize()


def _sentence(rng: random.Random, names: Sequence[str]) -> str:
    sentence = rng.choice(words.TEMPLATES).format(
        a=rng.choice(words.ADJECTIVES),
        a2=rng.choice(words.ADJECTIVES),
        n=rng.choice(words.NOUNS),
        n2=rng.choice(words.NOUNS),
        s=rng.choice(words.PLURALS),
        s2=rng.choice(words.PLURALS),
        v=rng.choice(words.VERBS),
        d=rng.choice(words.DONE),
        w=rng.choice(words.WHEN),
        p=rng.choice(names),
        k=rng.randrange(3, 98),
    )
    return sentence[0].upper() + sentence[1:]


def _welsh_sentence(rng: random.Random) -> str:
    first, second, third = rng.sample(words.WELSH_NOUNS, 3)
    return rng.choice(words.WELSH_TEMPLATES).format(a=first, b=second, c=third, k=rng.randrange(3, 98))
