"""The model of layers/model.h, said with PyTorch, and its training as train/optimizer.h does it."""

import math

import torch
import torch.nn.functional as F

from pcg32 import Pcg32

BATCH, STEPS, SEED = 8, 200, 2017
STREAM_INIT, STREAM_DATA = 1, 2
VOCABULARY, T, D = 6, 5, 8


def norm_of(name, width):
    return [(name + ".g", [width], 1), (name + ".b", [width], 0.1)]


def parameters_of(o):
    """Name, shape and deviation of each parameter, in the order of the store."""
    width = o["H"] * o["d_k"]
    joined = D if o["output_projection"] else width
    rows = [("embed.E", [VOCABULARY, D], 1)]
    rows += [("embed.P", [T, D], 1)] if o["positions"] == "learned" else []
    tied = {"none": "", "k=q": "W_K", "v=k": "W_V"}[o["tie"]]
    for layer in range(o["layers"]):
        name = f"layer{layer}."
        matrices = [("W_Q", 0.3), ("W_K", 0.3), ("W_V", 1)]
        rows += [(f"{name}attention.{W}", [D, width], s / math.sqrt(D)) for W, s in matrices if W != tied]
        rows += [(name + "attention.W_O", [width, D], 1 / math.sqrt(width))] if o["output_projection"] else []
        rows += norm_of(name + "norm1", joined) if o["layer_norm"] else []
        N = o["feed_forward"]
        if N:
            name += "feed_forward."
            rows += [(name + "W_1", [joined, N], 1 / math.sqrt(joined)), (name + "b_1", [N], 0.1)]
            rows += [(name + "W_2", [N, joined], 1 / math.sqrt(N)), (name + "b_2", [joined], 0.1)]
            rows += norm_of(f"layer{layer}.norm2", joined) if o["layer_norm"] else []
    return rows + [("head.U", [joined, VOCABULARY], 1 / math.sqrt(D)), ("head.b", [VOCABULARY], 0.1)]


def initial_weights(o, stream):
    """Numbers of float32, so that both precisions begin with the same."""
    rng = Pcg32(SEED, stream)
    weights = {}
    for name, shape, deviation in parameters_of(o):
        drawn = [deviation * rng.normal() for _ in range(torch.Size(shape).numel())]
        weights[name] = torch.tensor(drawn, dtype=torch.float64).float().double().reshape(shape)
    return weights


def draw_batch(rng, task):
    """Tokens and targets [BATCH,T]; -1 is left out."""
    tokens = [[rng.below(VOCABULARY) for _ in range(T)] for _ in range(BATCH)]
    targets = [row[::-1] if task == "reverse" else [-1] + row[:-1] for row in tokens]
    return torch.tensor(tokens), torch.tensor(targets)


def seen_of(mask):
    if mask == "none":
        return torch.ones(T, T).bool()
    seen = torch.ones(T, T).tril(0 if mask == "causal" else -1).bool()
    seen[0, 0] = True  # the strict mask lets the first position, which would see nothing, see itself
    return seen


def attention(w, o, layer, X):
    def heads(x):
        return x.reshape(BATCH, T, o["H"], o["d_k"]).transpose(1, 2)

    def W(letter):
        letter = {"k=q": {"K": "Q"}, "v=k": {"V": "K"}}.get(o["tie"], {}).get(letter, letter)
        return w[f"layer{layer}.attention.W_{letter}"]

    Q, K, V = (heads(X @ W(letter)) for letter in "QKV")
    S = Q @ K.transpose(-2, -1)
    if not o["no_scale"]:
        S = S / math.sqrt(o["d_k"])
    A = torch.softmax(S.masked_fill(~seen_of(o["mask"]), -math.inf), -1)
    Y = (A @ V).transpose(1, 2).reshape(BATCH, T, -1)
    if o["output_projection"]:
        Y = Y @ W("O")
    return (X + Y if o["residual"] else Y), A


def sinusoids(dtype):
    angles = [[t / 10000 ** (2 * (column // 2) / D) for column in range(D)] for t in range(T)]
    P = [[math.cos(a) if column % 2 else math.sin(a) for column, a in enumerate(row)] for row in angles]
    return torch.tensor(P, dtype=torch.float64).to(dtype)


def block(w, o, layer, X):
    def norm(name, x):
        name = f"layer{layer}.{name}"
        return F.layer_norm(x, x.shape[-1:], w[name + ".g"], w[name + ".b"]) if o["layer_norm"] else x

    X, A = attention(w, o, layer, X)
    X = norm("norm1", X)
    if o["feed_forward"]:
        name = f"layer{layer}.feed_forward."
        inner = torch.relu(X @ w[name + "W_1"] + w[name + "b_1"])
        Y = inner @ w[name + "W_2"] + w[name + "b_2"]
        X = norm("norm2", X + Y if o["residual"] else Y)
    return X, A


def forward(w, o, tokens, targets):
    """The loss, and the weights of attention [B,H,T,T] of the last layer."""
    X = w["embed.E"][tokens]
    if o["positions"] == "learned":
        X = X + w["embed.P"]
    elif o["positions"] == "sinusoidal":
        X = X + sinusoids(X.dtype)
    for layer in range(o["layers"]):
        X, A = block(w, o, layer, X)
    logits = X @ w["head.U"] + w["head.b"]
    return F.cross_entropy(logits.reshape(-1, VOCABULARY), targets.reshape(-1), ignore_index=-1), A


def flat(tensors):
    return torch.cat([x.detach().reshape(-1) for x in tensors])


def optimizer_of(parameters, o):
    shared = {"lr": o["lr"], "weight_decay": o.get("weight_decay", 0)}
    if o["kind"] == "sgd":
        nesterov = o.get("nesterov", False)
        return torch.optim.SGD(parameters, momentum=o.get("momentum", 0), nesterov=nesterov, **shared)
    betas = (o.get("beta1", 0.9), o.get("beta2", 0.999))
    kind = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}[o["kind"]]
    return kind(parameters, betas=betas, eps=o.get("epsilon", 1e-8), **shared)


def schedule_of(optimizer, o):
    """The rate of each step; None: always the same."""
    schedulers, warmup = torch.optim.lr_scheduler, o.get("warmup", 0)
    parts = []
    if warmup:
        parts.append(schedulers.LinearLR(optimizer, start_factor=1 / warmup, total_iters=warmup - 1))
    if o.get("schedule") == "cosine":
        parts.append(schedulers.CosineAnnealingLR(optimizer, T_max=STEPS - warmup))
    if len(parts) == 2:
        return schedulers.SequentialLR(optimizer, parts, milestones=[warmup])
    return parts[0] if parts else None


def train(o, weights, options, dtype):
    """Losses [STEPS], the first step's gradients, the last weights, and A [H,T,T] of the last step's first sequence."""
    w = {name: x.to(dtype, copy=True).requires_grad_() for name, x in weights.items()}
    optimizer = optimizer_of(w.values(), options)
    schedule = schedule_of(optimizer, options)
    rng = Pcg32(SEED, STREAM_DATA)
    losses, gradients = [], None
    for _ in range(STEPS):
        loss, A = forward(w, o, *draw_batch(rng, o["task"]))
        optimizer.zero_grad()
        loss.backward()
        gradients = flat(x.grad for x in w.values()) if gradients is None else gradients
        if "clip" in options:
            torch.nn.utils.clip_grad_norm_(w.values(), options["clip"])
        optimizer.step()
        if schedule:
            schedule.step()
        losses.append(loss.detach())
    return {"losses": torch.stack(losses), "gradients": gradients, "weights": flat(w.values()), "A": A[0].detach()}
