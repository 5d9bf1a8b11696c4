"""One case of an op: its operands, as looks at leaves, and its attributes."""

import torch


def normal(rng):
    return rng.normal()


def positive(rng):
    return 0.5 + 1.5 * rng.next() / 2**32


def times(factor, of=normal):
    return lambda rng: factor * of(rng)


def near(mean, deviation=1.0):
    return lambda rng: mean + deviation * rng.normal()


class Leaf:
    """A tensor that an op looks at. Numbers are drawn when the case is, or given."""

    def __init__(self, shape, of, constant):
        self.shape, self.of, self.constant = shape, of, constant

    def draw(self, rng):
        count = int(torch.Size(self.shape).numel())
        numbers = self.of if isinstance(self.of, list) else [self.of(rng) for _ in range(count)]
        return exact(torch.tensor([float(v) for v in numbers], dtype=torch.float64)).reshape(self.shape)


class Operand:
    def __init__(self, leaf, looks=()):
        self.leaf, self.looks = leaf, list(looks)

    def transpose(self, a, b):
        return Operand(self.leaf, self.looks + [["transpose", a, b]])

    def permute(self, *order):
        return Operand(self.leaf, self.looks + [["permute", *order]])

    def slice(self, axis, begin, end):
        return Operand(self.leaf, self.looks + [["slice", axis, begin, end]])

    def of(self, leaf):
        for name, *n in self.looks:
            if name == "slice":
                leaf = leaf.narrow(n[0], n[1], n[2] - n[1])
            else:
                leaf = leaf.transpose(*n) if name == "transpose" else leaf.permute(n)
        return leaf

    def width(self):
        return self.of(torch.empty(self.leaf.shape)).shape[-1]

    def __str__(self):
        words = [name + ("d" if name.endswith("e") else "ed") for name, *_ in self.looks]
        return " ".join([str(list(self.leaf.shape)).replace(" ", "")] + ["constant"] * self.leaf.constant + words)


class Case:
    def __init__(self, op, operands, note, attributes):
        self.op, self.operands, self.attributes = op, operands, attributes
        self.leaves = []
        for operand in operands:
            if operand.leaf not in self.leaves:
                self.leaves.append(operand.leaf)
        self.name = ", ".join([" and ".join(str(operand) for operand in operands)] + ([note] if note else []))


def exact(x):
    """Rounded to float32, so that both precisions compute with the same numbers."""
    return x.float().double()


def x(*shape, of=normal, constant=False):
    return Operand(Leaf(shape, of, constant))


def vector(*numbers):
    return x(len(numbers), of=list(numbers))
