#!/usr/bin/env bash
# examples/python/load_run.py says what heed says, to 1e-5, and NumPy reads the maps. Left out where there is no PyTorch.
. "$(dirname -- "$0")/common.sh"

python=""
for candidate in /usr/bin/python3 python3; do
    "$candidate" -c 'import numpy, torch' 2>/dev/null && python=$candidate && break
done
[ -n "$python" ] || leave_out "no Python here has numpy and torch"

# same TASK FLAG...
same() {
    rm -rf loaded
    run train "$@" --steps 40 --png none --quiet --out loaded
    expect 0
    run show loaded --logits
    expect 0
    cp "$out" "$base/heed.txt"
    "$python" "$SOURCE/examples/python/load_run.py" loaded >"$base/torch.txt" 2>"$err" || fail "load_run.py"
    "$python" - "$base/heed.txt" "$base/torch.txt" "$err" <<'PYTHON' || fail "PyTorch says something else"
import sys, numpy
ours, theirs = (numpy.loadtxt(name, ndmin=2) for name in sys.argv[1:3])
maps = float(open(sys.argv[3]).read().split(":")[1])
assert ours.shape == theirs.shape and ours.size > 8, ours.shape
assert abs(ours - theirs).max() < 1e-5 and maps < 1e-5, (abs(ours - theirs).max(), maps)
PYTHON
}

same reverse --layers 2 --heads 4 --mask causal --output-projection --residual --optimizer adam --lr 0.01

finish
