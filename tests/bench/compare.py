"""heed against PyTorch: one training step of the configurations S, M and L, and attention alone at growing T.

compare.py CONTENDER [NAME...] [--threads N] [--rounds N]    NAME: start, S, M:fused, composed:512, threads:L, saturated:M, ...

Both sides start from the same weights and tokens, and must find the same loss and gradients before anything is timed.
PyTorch runs twice: as it is, and with an allocator that keeps large blocks (MALLOC_MMAP_THRESHOLD_,
MALLOC_TRIM_THRESHOLD_), without which each large tensor is a fresh mapping. The contenders are processes that take
turns; a ratio is the median over the rounds of the ratio within a round.

Run it by Debian's python3, with python3-torch and python3-numpy: ./dev bench does.
"""
import argparse
import math
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

STEPS = {"S": (32, 16, 32, 1, 16), "M": (32, 64, 128, 4, 64), "L": (8, 256, 256, 8, 128)}  # B T D H V
LENGTHS = (256, 512, 1024, 2048, 4096)  # of attention alone: B = 1, H = 8, d_k = 32
TUNED = {"MALLOC_MMAP_THRESHOLD_": "4294967296", "MALLOC_TRIM_THRESHOLD_": "4294967296"}


def step_of(name):
    """The sizes of a training step, as "L" or "L:fused"; None: attention alone."""
    return STEPS.get(name.split(":")[0])


def flops(name):
    """Multiply-adds of the matrix products of a step, counted as two each; what is computed twice counts once."""
    if step_of(name):
        B, T, D, H, V = step_of(name)
        return 3 * 2 * B * T * (3 * D * D + 2 * T * D + D * V)
    T = int(name.split(":")[1])
    return 3 * 2 * 8 * 2 * T * T * 32


# --- PyTorch's side: the protocol is that of contender.c ------------------------------------------------------------

def read_numbers(name, path):
    """Weights, what else is given, the loss and the gradients of the file that contender.c wrote."""
    import numpy
    import torch

    def take(count, kind=numpy.float32):
        nonlocal at
        values = numpy.frombuffer(data, kind, count, at)
        at += values.nbytes
        return torch.from_numpy(values.copy())

    at, data = 0, open(path, "rb").read()
    if step_of(name):
        B, T, D, H, V = step_of(name)
        shapes = [(V, D), (T, D), (D, D), (D, D), (D, D), (D, V), (V,)]
    else:
        shapes = [(8, int(name.split(":")[1]), 32)] * 3
    weights = [take(math.prod(s)).reshape(s) for s in shapes]
    if step_of(name):
        given = [take(B * T, numpy.int32).long().reshape(B, T) for _ in range(2)]
    else:
        given = [take(math.prod(shapes[0])).reshape(shapes[0])]
    loss = take(1).item()
    return weights, given, loss, [take(math.prod(s)).reshape(s) for s in shapes]


def loss_of(name, weights, given):
    import torch

    E, P, W_Q, W_K, W_V, U, b = weights
    token, target = given
    B, T, D, H, V = step_of(name)
    X = torch.nn.functional.embedding(token, E) + P
    Q, K, V_ = ((X @ W).reshape(B, T, H, D // H).transpose(1, 2) for W in (W_Q, W_K, W_V))
    A = torch.softmax(Q @ K.transpose(-2, -1) / math.sqrt(D // H), -1)
    logits = (A @ V_).transpose(1, 2).reshape(B, T, D) @ U + b
    return torch.nn.functional.cross_entropy(logits.reshape(B * T, V), target.reshape(B * T))


def peak_memory():
    """In KiB. getrusage counts what the process that started this one held before; Linux has a better number."""
    try:
        with open("/proc/self/status") as status:
            return next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    except (OSError, StopIteration):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def torch_side(name, path, threads):
    import torch

    torch.set_num_threads(threads)
    before = peak_memory()
    weights, given, loss, gradients = read_numbers(name, path)
    for w in weights:
        w.requires_grad_()

    def both_ways():
        if step_of(name):
            y = loss_of(name, weights, given)
            y.backward()
            return y.item()
        Q, K, V = weights
        (torch.softmax(Q @ K.transpose(-2, -1) / math.sqrt(32), -1) @ V).backward(given[0])
        return 0.0

    found = both_ways()
    error = abs(found - loss) / max(1, abs(loss))
    for w, g in zip(weights, gradients):
        error = max(error, ((w.grad - g).abs().max() / g.abs().max()).item())
    print(error, flush=True)
    optimizer = torch.optim.SGD(weights, 1e-3)
    now = time.process_time if threads == 1 else time.monotonic  # as contender.c has it
    for line in sys.stdin:
        begun = now()
        for _ in range(int(line)):
            optimizer.zero_grad(set_to_none=True)
            both_ways()
            if step_of(name):
                optimizer.step()
        print((now() - begun) / int(line), flush=True)
    print(peak_memory() - before, peak_memory())


# --- leading --------------------------------------------------------------------------------------------------------

class Contender:
    """A process that runs as many steps as it is told, and says how long one took."""

    def __init__(self, command, threads, more=None):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("OPENBLAS_")}
        environment.update(more or {}, OPENBLAS_NUM_THREADS=str(threads), OMP_NUM_THREADS=str(threads))
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                        env=environment)

    def say(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"compare.py: {self.process.args} ended")
        return float(line)

    def seconds(self, steps):
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        return self.say()

    def end(self):
        """Its peak memory in MiB: without what it needs for no work, if it knows that, and as a whole."""
        self.process.stdin.close()
        kilobytes = self.process.stdout.readline().split()
        self.process.wait()
        return float(kilobytes[0]) / 1024, float(kilobytes[-1]) / 1024


def text(samples):
    ms = sorted(1e3 * s for s in samples)
    return f"{statistics.median(ms):9.3f} ({ms[0]:.3f} to {ms[-1]:.3f})"


def compare(name, options, peak):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "numbers")
        heed = Contender([options.contender, name, path, str(options.threads)], options.threads)
        heed.seconds(1)  # by then the numbers are written
        command = [sys.executable, __file__, "--torch", name, path, str(options.threads)]
        torch, tuned = Contender(command, options.threads), Contender(command, options.threads, TUNED)
        error = max(torch.say(), tuned.say())
        if not error < 2e-4:
            sys.exit(f"compare.py: {name}: loss or gradients differ by {error:.1e}: nothing is timed")
        all_three = (heed, torch, tuned)
        steps = [max(1, int(0.05 / c.seconds(1))) for c in all_three]
        rounds = [[c.seconds(n) for c, n in zip(all_three, steps)] for _ in range(options.rounds)]
        memory = [c.end()[0] for c in all_three]
    own, plain, other = zip(*rounds)
    rate = flops(name) / statistics.median(own) * 1e-9
    share = f", {100 * rate / peak:.0f} % of peak" if peak else ""
    print(f"{name:14} heed {text(own)} ms, {rate:.1f} GFLOP/s{share}, {memory[0]:.0f} MiB; agreement {error:.0e}")
    for what, samples, mib in (("PyTorch", plain, memory[1]), ("with tuned malloc", other, memory[2])):
        ratio = statistics.median(s / o for s, o in zip(samples, own))
        print(f"{'':14} {what} {text(samples)} ms, {mib:.0f} MiB more than without work: heed is {ratio:.2f} x as fast",
              flush=True)


def start(options):
    """From the start of a process to the end of its first step of S, and the peak memory of all of it."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "numbers")
        commands = ([options.contender, "S", path, "1"], [sys.executable, __file__, "--torch", "S", path, "1"])
        rounds = []
        for _ in range(options.rounds):
            for command in commands:
                begun = time.monotonic()
                contender = Contender(command, 1)
                if command is commands[0]:
                    contender.seconds(1)
                else:
                    contender.say()  # how well it agrees, which it says after its first step
                rounds.append((time.monotonic() - begun, contender.end()[1]))
    own, other = rounds[0::2], rounds[1::2]
    (heed, heed_memory), (torch, torch_memory) = ([statistics.median(x) for x in zip(*side)] for side in (own, other))
    print(f"{'start':14} heed {text([t for t, _ in own])} ms to the first step of S, {heed_memory:.1f} MiB in all")
    print(f"{'':14} PyTorch {text([t for t, _ in other])} ms, {torch_memory:.0f} MiB: heed is "
          f"{torch / heed:.0f} x sooner, in {torch_memory / heed_memory:.0f} x less memory", flush=True)


def against_itself(what, first, second, options):
    """heed twice; each side is a name and how many threads, and if one has two, what counts is the clock on the wall."""
    with tempfile.TemporaryDirectory() as folder:
        both = [Contender([options.contender, name, os.path.join(folder, str(i)), str(threads)], threads)
                for i, (name, threads) in enumerate((first, second))]
        steps = [max(1, int(0.05 / c.seconds(1))) for c in both]
        rounds = []
        for _ in range(options.rounds):
            for contender, count in zip(both, steps):
                begun = time.monotonic()
                own = contender.seconds(count)
                rounds.append(own if first[1] == second[1] else (time.monotonic() - begun) / count)
        for contender in both:
            contender.end()
    one, other = rounds[0::2], rounds[1::2]
    print(f"{first[0]:14} heed {text(one)} ms, {what} {text(other)} ms: "
          f"{statistics.median(a / b for a, b in zip(one, other)):.2f} x as fast", flush=True)


def main():
    if sys.argv[1:2] == ["--torch"]:
        return torch_side(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    parser = argparse.ArgumentParser()
    parser.add_argument("contender")
    parser.add_argument("names", nargs="*")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--peak", type=float, default=0, help="of one thread, in GFLOP/s")
    options = parser.parse_args()
    names = options.names or ["start", *STEPS, *(f"{name}:fused" for name in STEPS),
                              *(f"{how}:{T}" for T in LENGTHS for how in ("composed", "fused")),
                              *(f"saturated:{name}" for name in ("M", "M:fused")),
                              *(f"threads:{name}" for name in ("S", "M", "M:fused", "L", "L:fused"))]
    for name in names:
        if name == "start":
            start(options)
        elif name.startswith("threads:"):
            name = name.removeprefix("threads:")
            against_itself("on two threads", (name, 1), (name, 2), options)
        elif name.startswith("saturated:"):
            name = name.removeprefix("saturated:")
            against_itself("with W_Q x 200", (name, 1), (name + ":saturated", 1), options)
        else:
            compare(name, options, options.peak)


main()
