"""Loads a run of heed into PyTorch, and computes its logits for the probe:  python3 load_run.py runs/reverse-s1"""
import json, math, pathlib, struct, sys
import numpy, torch


def load(path):
    """The tensors of a file of weights; safetensors.torch.load_file gives the same."""
    data = pathlib.Path(path).read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    header.pop("__metadata__", None)
    read = lambda x: numpy.frombuffer(data[8 + size :][slice(*x["data_offsets"])], {"F32": "<f4", "F64": "<f8"}[x["dtype"]])
    return {name: torch.tensor(read(x)).reshape(x["shape"]) for name, x in header.items()}


def forward(W, o, tokens):
    """Equation 1 for one sequence, as layers/attention.h has it. Returns the logits [T,classes] and the maps [layer,H,T,T]."""
    T, maps = len(tokens), []
    X = W["embed.E"][tokens] + W["embed.P"]
    seen = {"none": torch.ones(T, T), "causal": torch.ones(T, T).tril()}[o["mask"]].bool()
    for layer in range(o["layers"]):
        heads = lambda name: (X @ W[f"layer{layer}.attention.{name}"]).reshape(T, o["heads"], -1).transpose(0, 1)
        Q, K, V = heads("W_Q"), heads("W_K"), heads("W_V")
        S = Q @ K.transpose(1, 2)
        A = (S / math.sqrt(Q.shape[-1])).masked_fill(~seen, -math.inf).softmax(-1)
        Y = (A @ V).transpose(0, 1).reshape(T, -1)
        Y = Y @ W[f"layer{layer}.attention.W_O"] if o["output_projection"] else Y
        X = X + Y if o["residual"] else Y
        maps.append(A)
    return X @ W["head.U"] + W["head.b"], torch.stack(maps)


folder = pathlib.Path(sys.argv[1])
run = json.loads((folder / "run.json").read_text())
logits, A = forward(load(max(folder.glob("weights/*"))), run["options"], torch.tensor(run["probe"]["tokens"]))
print("\n".join(" ".join(f"{x:.9g}" for x in row) for row in logits.tolist()))
print("largest difference from attn.npy:", abs(A.numpy() - numpy.load(folder / "attn.npy")[-1]).max(), file=sys.stderr)
