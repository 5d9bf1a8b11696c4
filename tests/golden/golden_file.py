"""What the golden files share: every number is PyTorch's in double, with its own error in float32 beside it."""

import json
import math

import torch

torch.set_num_threads(1)
torch.use_deterministic_algorithms(True)


def encode(x):
    """JSON has no infinity and no NaN: these are the strings that C's strtod reads."""
    return float(x) if math.isfinite(x) else str(float(x))


def values(x):
    return [encode(v) for v in x.detach().double().flatten().tolist()]


def deviation(double, single):
    """The largest difference between both precisions; where one is infinite or NaN, so must be the other."""
    largest = 0.0
    for d, s in zip(double.detach().flatten().tolist(), single.detach().double().flatten().tolist()):
        same = d == s or (math.isnan(d) and math.isnan(s))
        assert same or math.isfinite(d - s), f"float32 has {s} where double has {d}"
        largest = max(largest, 0.0 if same else abs(d - s))
    return largest


def array(double, single):
    assert double.shape == single.shape and double.dtype == torch.float64 and single.dtype == torch.float32
    off = float(f"{deviation(double, single):.3g}")
    return {"shape": list(double.shape), "values": values(double), "deviation": off}


def write(path, head, name, rows):
    """One row a line, so that a change can be read."""
    with open(path, "w", encoding="utf-8") as file:
        file.write("{\n")
        for key, value in head.items():
            file.write(f"{json.dumps(key)}: {json.dumps(value)},\n")
        file.write(f"{json.dumps(name)}: [\n")
        file.write(",\n".join(json.dumps(row, separators=(",", ":"), allow_nan=False) for row in rows))
        file.write("\n]\n}\n")
