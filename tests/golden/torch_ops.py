"""The ops of autograd/ops.h, each said with PyTorch: x is the list of operands, a the attributes of the case."""

import math

import torch
import torch.nn.functional as F


def axes_of(x, a):
    return tuple(range(x.dim())) if a["axes"] == "all" else tuple(a["axes"])


def reduce_with(function):
    def call(x, a):
        axes = axes_of(x[0], a)
        return function(x[0], dim=axes, keepdim=a["keep"]) if axes else x[0] * 1  # no axes: nothing is reduced

    return call


def hidden(a):
    """Where the mask is 0; nowhere, if there is none."""
    if "causal" in a:
        return torch.ones(a["causal"], a["causal"]).triu(1).bool()
    return ~torch.tensor(a["mask"]["values"]).reshape(a["mask"]["shape"]).bool() if "mask" in a else torch.tensor(False)


def softmax_seen(scores, a):
    return torch.softmax(scores.masked_fill(hidden(a), -math.inf), -1)


def attention(x, a):
    Q, K, V = x
    return softmax_seen(Q @ K.transpose(-2, -1) / math.sqrt(Q.shape[-1]), a) @ V


def gather(x, a):
    return F.embedding(torch.tensor(a["index"]["values"], dtype=torch.long).reshape(a["index"]["shape"]), x[0])


def cross_entropy(x, a):
    return F.cross_entropy(x[0].reshape(-1, x[0].shape[-1]), torch.tensor(a["target"]), ignore_index=-1)


CALL = {
    "add": lambda x, a: x[0] + x[1],
    "sub": lambda x, a: x[0] - x[1],
    "mul": lambda x, a: x[0] * x[1],
    "div": lambda x, a: x[0] / x[1],
    "neg": lambda x, a: -x[0],
    "scale": lambda x, a: x[0] * a["number"],
    "pow": lambda x, a: x[0] ** a["number"],
    "exp": lambda x, a: x[0].exp(),
    "log": lambda x, a: x[0].log(),
    "sqrt": lambda x, a: x[0].sqrt(),
    "tanh": lambda x, a: x[0].tanh(),
    "sigmoid": lambda x, a: x[0].sigmoid(),
    "relu": lambda x, a: x[0].relu(),
    "abs": lambda x, a: x[0].abs(),
    "maximum": lambda x, a: torch.maximum(x[0], x[1]),
    "clamp": lambda x, a: x[0].clamp(a["low"], a["high"]),
    "gelu_erf": lambda x, a: F.gelu(x[0]),
    "gelu_tanh": lambda x, a: F.gelu(x[0], approximate="tanh"),
    "masked_fill": lambda x, a: x[0].masked_fill(hidden(a), a["number"]),
    "matmul": lambda x, a: x[0] @ x[1],
    "transpose": lambda x, a: x[0].transpose(*a["axes"]),
    "permute": lambda x, a: x[0].permute(a["axes"]),
    "reshape": lambda x, a: x[0].reshape(a["shape"]),
    "slice": lambda x, a: x[0].narrow(a["axis"], a["begin"], a["end"] - a["begin"]),
    "concat": lambda x, a: torch.cat(x, a["axis"]),
    "broadcast": lambda x, a: x[0].expand(a["shape"]),
    "sum": reduce_with(torch.sum),
    "mean": reduce_with(torch.mean),
    "max": reduce_with(torch.amax),  # not torch.max, which gives a tie's gradient to one element
    "softmax": lambda x, a: softmax_seen(x[0] * a["number"], a),
    "log_softmax": lambda x, a: torch.log_softmax(x[0], -1),
    "layer_norm": lambda x, a: F.layer_norm(x[0], x[1].shape, x[1], x[2], a["number"]),
    "gather": gather,
    "cross_entropy": cross_entropy,
    "mean_squared_error": lambda x, a: F.mse_loss(*torch.broadcast_tensors(*x)),
    "attention": attention,
}
