"""One stream of random numbers for each purpose, so that a change in one part leaves the others as they were."""

import zlib

import numpy as np


def stream(seed: int, purpose: str) -> np.random.Generator:
    """The generator of a purpose in the world of a seed."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, zlib.crc32(purpose.encode())])))
