#!/usr/bin/python3 -B
"""Writes curves.json: small attention models, each trained by PyTorch with each optimizer.

A run has the loss of each step and, unless it is chaotic, the last weights and the attention weights of the last step;
a model has its initial weights and the gradients of the first step. The batches are drawn from PCG32, which the test
draws again. Initial weights are float32 numbers; everything else is in double. deviation: how far PyTorch's own float32
is off.

Run it with a Python that has PyTorch; Debian's is python3-torch 1.13 for /usr/bin/python3.
"""

import os

import torch

from golden_file import array, values, write
from torch_model import BATCH, D, SEED, STEPS, STREAM_DATA, STREAM_INIT, T, VOCABULARY, initial_weights, train

PLAIN = {
    "layers": 1, "H": 1, "d_k": 8, "output_projection": False, "residual": False, "positions": "learned",
    "feed_forward": 0, "layer_norm": False, "tie": "none", "no_scale": False,
}
REVERSE = {"task": "reverse", "mask": "none", **PLAIN}
PREVIOUS = {"task": "previous", "mask": "causal", **PLAIN}
MODELS = {
    "one head": REVERSE,
    "one head, causal": PREVIOUS,
    "two heads and W_O": {**REVERSE, "H": 2, "d_k": 4, "output_projection": True},
    "two heads, causal, W_O, residual": {**PREVIOUS, "H": 2, "d_k": 3, "output_projection": True, "residual": True},
    "two layers, strict, residual": {**PREVIOUS, "H": 2, "d_k": 4, "layers": 2, "mask": "strict", "residual": True},
    "the paper's layers": {
        **REVERSE, "layers": 2, "H": 2, "d_k": 4, "output_projection": True, "residual": True,
        "positions": "sinusoidal", "feed_forward": 12, "layer_norm": True,
    },
    "feed-forward, no residual": {**PREVIOUS, "d_k": 6, "feed_forward": 5},
    "k=q, no positions": {**REVERSE, "tie": "k=q", "positions": "none"},
    "v=k, no scale": {**PREVIOUS, "d_k": 4, "tie": "v=k", "no_scale": True},
}
# These have been through all optimizers; the others show that their parts are alike, with the first of them.
WITH_ALL_OPTIMIZERS = 5
# Beside the arguments of its class, clip is the largest norm of the gradients, and a schedule begins with a warm-up.
OPTIMIZERS = {
    "sgd": {"kind": "sgd", "lr": 0.1},
    "sgd, decay": {"kind": "sgd", "lr": 0.1, "weight_decay": 0.01},
    "momentum": {"kind": "sgd", "lr": 0.01, "momentum": 0.9},
    "momentum, decay": {"kind": "sgd", "lr": 0.1, "momentum": 0.9, "weight_decay": 0.01},
    "fast momentum": {"kind": "sgd", "lr": 0.1, "momentum": 0.9},
    "nesterov, decay": {"kind": "sgd", "lr": 0.03, "momentum": 0.9, "weight_decay": 0.01, "nesterov": True},
    "sgd, clipped": {"kind": "sgd", "lr": 0.2, "clip": 0.5},
    "sgd, warm-up, cosine": {"kind": "sgd", "lr": 0.2, "schedule": "cosine", "warmup": 20},
    "adam": {"kind": "adam", "lr": 0.01},
    "adam, decay": {"kind": "adam", "lr": 0.01, "weight_decay": 0.01, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-4},
    "adamw, decay": {"kind": "adamw", "lr": 0.01, "weight_decay": 0.1, "warmup": 10},
}
# With this one rounding errors grow until programs that compute alike differ wholly: only its first steps are fair.
CHAOTIC, FAIR_STEPS = "fast momentum", 40


def run_of(name, optimizer, double, single):
    steps = FAIR_STEPS if name == CHAOTIC else STEPS
    run = {"optimizer": name, **optimizer, "losses": array(double["losses"][:steps], single["losses"][:steps])}
    if steps == STEPS:
        run |= {"weights": array(double["weights"], single["weights"]), "A": array(double["A"], single["A"])}
    return run


def model_of(k, name, options):
    optimizers = dict(list(OPTIMIZERS.items())[: None if k < WITH_ALL_OPTIMIZERS else 1])
    initial = initial_weights(options, STREAM_INIT + 16 * k)
    weights = [{"name": key, "shape": list(x.shape), "values": values(x)} for key, x in initial.items()]
    precisions = (torch.float64, torch.float32)
    trained = [[train(options, initial, optimizer, dtype) for dtype in precisions] for optimizer in optimizers.values()]
    gradients = array(*[run["gradients"] for run in trained[0]])  # an optimizer has no part in the first
    runs = [run_of(name, optimizer, *both) for (name, optimizer), both in zip(optimizers.items(), trained)]
    return {"model": name, **options, "weights": weights, "gradients": gradients, "runs": runs}


def main():
    head = {
        "source": f"PyTorch {torch.__version__}, by tests/golden/make_curves.py",
        "vocabulary": VOCABULARY, "T": T, "D": D, "batch": BATCH, "seed": SEED, "stream": STREAM_DATA,
    }
    models = [model_of(k, name, o) for k, (name, o) in enumerate(MODELS.items())]
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "curves.json")
    write(path, head, "models", models)


if __name__ == "__main__":
    main()
