#!/usr/bin/python3 -B
"""Writes lessons_trained.json, a line a training: the matrices of the lessons 1 to 5, trained by PyTorch in double.

Each training has the loss and how far W_Q, W_K and W_V have moved at the steps that the lesson looks at, and the last
map and matrices. The inputs are those of examples/lessons; deviation is how far PyTorch's own float32 is off.

Run it with a Python that has PyTorch; Debian's is python3-torch 1.13 for /usr/bin/python3.
"""

import json
import math
import os

import torch

from golden_file import deviation
from pcg32 import Pcg32


def normal(rng):
    """As rng_normal of tensor/rng.h draws it."""
    u = 1 - rng.next() / 2**32
    return math.sqrt(-2 * math.log(u)) * math.cos(2 * math.pi * rng.next() / 2**32)


def random_matrices():
    rng = Pcg32(1, 1)
    draws = [[s * normal(rng) for _ in range(n)] for s, n in ((0.15, 16), (0.15, 16), (0.5, 8))]
    return [torch.tensor(d, dtype=torch.float64).reshape(4, -1).tolist() for d in draws]


SENTENCE = [[1, 2], [3, 1], [0, 2]]
WORDS = [[1, 0, 1, 0], [0, 2, 0, 1], [1, 1, 0, 1]]
LESSON_1 = [[[1, 0], [2, 1]], [[1, 1], [0, 1]], [[2, 1], [0, 3]]]
LESSON_2 = [[[1, 0], [0, 1], [0, 1], [-1, 0]], [[0, 1], [1, 0], [1, 0], [0, 1]], [[1, 0], [0, 1], [0, 0], [1, 1]]]
LESSON_3 = [[0.1, 0.3, 0.2, 0.4], [0, 0.1, 0, 0.1], [0.5, 0.2, 0.1, 0.3]]
SCORES = [[0.8, 0.2, 0.7], [0.3, 0.1, 0.4], [0.7, 0.5, 0.9]]
VALUES = [[0.7, 0.5], [0.1, 0], [0.6, 0.4]]
LESSON_4 = [[[1, 0], [0, 1]], [[0, 1], [1, 0]], [[1, 2], [0, 3]]]
NUDGED = [LESSON_4[0], [[0.01, 1], [1, 0]], LESSON_4[2]]
LESSON_5 = [
    [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6], [0.7, 0.8, 0.9]],
    [[0.3, 0.1, 0.5], [0.6, 0.4, 0.2], [0.9, 0.7, 0.8]],
    [[0.5, 0.6, 0.7], [0.1, 0.2, 0.3], [0.9, 0.8, 0.4]],
]
THE, CAT = [0.2, 0.7, 0.4], [0.9, 0.1, 0.3]
SMALL = [[[0.3 * x for x in row] for row in W] for W in LESSON_1[:2]] + LESSON_1[2:]


def row(X, matrices, target, rate, steps, trains="QKV", **more):
    fixed = {"X": X, "W": matrices, "target": target, "rate": rate, "steps": steps, "trains": trains}
    return {**fixed, "scores": None, "keyless": False, **more}


STEPS_1 = [0, 1, 2, 5, 20, 100, 500]
STEPS_2 = [0, 1, 5, 10, 20, 50]
PREVIOUS_1, PREVIOUS_2 = [[1, 2], [1, 2], [3, 1]], [[1, 0], [1, 0], [0, 2]]
IDENTITY = [[1, 0], [0, 1]]
LESSONS = {
    "1_query_key_value": {
        "trained": row(SENTENCE, LESSON_1, PREVIOUS_1, 0.03, STEPS_1),
        "small": row(SENTENCE, SMALL, PREVIOUS_1, 0.03, STEPS_1),
    },
    "2_trainable_weights": {
        "values": row(WORDS, LESSON_2, PREVIOUS_2, 0.3, STEPS_2, "V"),
        "map": row(WORDS, LESSON_2, PREVIOUS_2, 0.3, STEPS_2, "QK"),
        "all": row(WORDS, LESSON_2, PREVIOUS_2, 0.3, STEPS_2),
    },
    "3_transformers_are_amazing": {
        "trained": row(LESSON_3, random_matrices(), VALUES, 2, [0, 1, 10, 100, 1000, 3000, 10000], scores=SCORES),
    },
    "4_cat_sat": {
        "keyless_own": row(IDENTITY, LESSON_4, LESSON_4[2], 0.3, [0, 5, 10, 20, 50], "QV", keyless=True),
        "keyless_other": row(IDENTITY, LESSON_4, LESSON_4[2][::-1], 0.3, [0, 5, 10, 20, 50], "QV", keyless=True),
        "map_only": row(IDENTITY, LESSON_4, LESSON_4[2], 0.3, [0, 5, 10, 20, 50, 100], "QK"),
        "nudged": row(IDENTITY, NUDGED, LESSON_4[2], 0.3, [0, 20, 50, 100, 200, 500], "QK"),
        "all": row(IDENTITY, LESSON_4, LESSON_4[2], 0.3, [0, 10, 50, 100, 200, 300, 320, 400]),
    },
    "5_the": {
        "alone": row([THE], LESSON_5, [THE], 1, [0, 1, 10, 50]),
        "two": row([THE, CAT], LESSON_5, [CAT, THE], 1, [0, 1, 10, 50, 100, 200, 300, 500]),
    },
}


def answer(o, X, target, matrices):
    """The map and the loss."""
    W_Q, W_K, W_V = matrices
    V = X @ W_V
    S = X @ W_Q @ (V if o["keyless"] else X @ W_K).T
    A = torch.softmax(S / math.sqrt(W_Q.shape[1]), -1)
    if o["scores"]:
        return A, ((S - torch.tensor(o["scores"], dtype=X.dtype)) ** 2).mean() + ((V - target) ** 2).mean()
    return A, ((A @ V - target) ** 2).mean()


def train(o, dtype):
    X, target = (torch.tensor(o[key], dtype=dtype) for key in ("X", "target"))
    first = [torch.tensor(W, dtype=dtype) for W in o["W"]]
    matrices = [W.clone().requires_grad_(True) for W in first]
    sgd = torch.optim.SGD([W for W, name in zip(matrices, "QKV") if name in o["trains"]], lr=o["rate"])
    loss, moved = [], []
    for step in range(o["steps"][-1] + 1):
        A, L = answer(o, X, target, matrices)
        if step in o["steps"]:
            loss.append(L.item())
            moved += [(W - W_0).norm().item() for W, W_0 in zip(matrices, first)]
            last = [W.detach().clone() for W in matrices]
        sgd.zero_grad()
        L.backward()
        sgd.step()
    found = {"loss": torch.tensor(loss, dtype=dtype), "moved": torch.tensor(moved, dtype=dtype), "A": A.detach()}
    return {**found, **dict(zip(("W_Q", "W_K", "W_V"), last))}


def training_of(o):
    double, single = train(o, torch.float64), train(o, torch.float32)
    off = max(deviation(double[key], single[key]) for key in double)
    return {key: x.flatten().tolist() for key, x in double.items()}, off


def main():
    lessons, largest = [], 0.0
    for lesson, trainings in LESSONS.items():
        lines = []
        for name, o in trainings.items():
            numbers, off = training_of(o)
            print(f"{lesson} {name}: float32 is off by {off:.1e}")
            largest = max(largest, off)
            lines.append(f"{json.dumps(name)}: {json.dumps(numbers)}")
        lessons.append(f"{json.dumps(lesson)}: {{\n" + ",\n".join(lines) + "\n}")
    head = {"source": f"PyTorch {torch.__version__}, by tests/golden/make_lessons.py", "deviation": float(f"{largest:.3g}")}
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "lessons_trained.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(head)[:-1] + ',\n"lessons": {\n' + ",\n".join(lessons) + "\n}}\n")


if __name__ == "__main__":
    main()
