"""Random numbers for the golden files: PCG32 (O'Neill 2014), draw for draw that of tensor/rng.h."""

import math

MASK = 2**64 - 1


class Pcg32:
    def __init__(self, seed, stream):
        self.increment = (2 * stream + 1) & MASK
        self.state = 0
        self.next()
        self.state = (self.state + seed) & MASK
        self.next()

    def next(self):
        """Uniform over 0 .. 2^32 - 1."""
        old = self.state
        self.state = (old * 6364136223846793005 + self.increment) & MASK
        x = ((old >> 18 ^ old) >> 27) & 0xFFFFFFFF
        turn = old >> 59
        return (x >> turn | x << (-turn & 31)) & 0xFFFFFFFF

    def below(self, bound):
        """Uniform over 0 .. bound - 1; draws that would favour the small ones are rejected."""
        while True:
            x = self.next()
            if x >= (2**32 - bound) % bound:
                return x % bound

    def normal(self):
        """N(0,1), by Box and Muller; not the numbers of rng_normal, which takes 1 - u: tests read these from their file."""
        u = (self.next() + 1) / 2**32
        return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * self.next() / 2**32)
