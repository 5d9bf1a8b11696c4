#!/usr/bin/python3 -B
"""Writes ops.json: every op of autograd/ops.h but dropout, computed by PyTorch, forward and backward.

A case has leaves (shape, values, and unless they are constant the gradient), operands (each looks at a leaf), the op's
attributes, the upstream gradient and the output. Leaves and upstream gradients are float32 numbers, so that both
precisions begin with the same; everything else is in double. deviation: how far PyTorch's own float32 is off.

Run it with a Python that has PyTorch; Debian's is python3-torch 1.13 for /usr/bin/python3.
"""

import os
import zlib

import torch

from golden_file import array, values, write
from op_case import exact
from op_cases import all_cases
from pcg32 import Pcg32
from torch_ops import CALL

SEED = 2017


def run(case, leaves, upstream, dtype):
    """The output and the leaves' gradients; without an upstream gradient the output alone."""
    own = [v.to(dtype, copy=True).requires_grad_(not leaf.constant) for v, leaf in zip(leaves, case.leaves)]
    operands = [operand.of(own[case.leaves.index(operand.leaf)]) for operand in case.operands]
    y = CALL[case.op](operands, case.attributes)
    if upstream is None:
        return y
    y.backward(upstream.to(dtype))
    return y, [v.grad for v in own]


def row_of(case):
    rng = Pcg32(SEED, zlib.crc32(f"{case.op} {case.name}".encode()))
    leaves = [leaf.draw(rng) for leaf in case.leaves]
    shape = run(case, leaves, None, torch.float64).shape
    upstream = exact(torch.tensor([rng.normal() for _ in range(shape.numel())], dtype=torch.float64)).reshape(shape)
    (y, gradients), (y_single, gradients_single) = (
        run(case, leaves, upstream, dtype) for dtype in (torch.float64, torch.float32)
    )
    row = {"op": case.op, "case": case.name, **case.attributes, "leaves": []}
    for leaf, x, dx, dx_single in zip(case.leaves, leaves, gradients, gradients_single):
        gradient = {} if leaf.constant else {"gradient": array(dx, dx_single)}
        row["leaves"].append({"shape": list(x.shape), "values": values(x), **gradient})
    row["operands"] = [{"leaf": case.leaves.index(o.leaf), "looks": o.looks} for o in case.operands]
    return {**row, "upstream": {"shape": list(shape), "values": values(upstream)}, "output": array(y, y_single)}


def main():
    cases = all_cases()
    names = [(case.op, case.name) for case in cases]
    assert len(set(names)) == len(names), [name for name in names if names.count(name) > 1]
    assert {case.op for case in cases} == set(CALL)
    source = f"PyTorch {torch.__version__}, by tests/golden/make_ops.py"
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "ops.json")
    write(path, {"source": source, "count": len(cases)}, "cases", [row_of(case) for case in cases])


if __name__ == "__main__":
    main()
