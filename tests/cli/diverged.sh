#!/usr/bin/env bash
# A run whose numbers are no longer finite stops there, names the step and the first tensor, and stays readable.
. "$(dirname -- "$0")/common.sh"

# diverges TASK FLAG...
diverges() {
    local step steps
    run train "$@" --steps 60 --quiet --out diverged
    expect 5 "~heed: diverged at step *: * is not finite; try a smaller --lr*"
    step=$(sed -n 's/.*diverged at step \([0-9]*\):.*/\1/p' "$err")
    steps=$(sed -n 's/^diverged steps=\([0-9]*\) .*/\1/p' "$out")
    grep -Eq 'step [0-9]+: .*(gradient of [a-z0-9.]+[A-Z]|[a-z]+.*\[[0-9,]+\]|[a-z0-9.]+[A-Z_]+) is not finite' "$err" ||
        fail "no tensor is named"
    [ "$(wc -l <"$out")" -eq 1 ] && [ -n "$steps" ] || fail "the result's form"
    ! grep -q -- '-nan' "$out" || fail "NaN has a sign, which differs between machines"
    [ "$step" -eq "$((steps + 1))" ] || [ "$step" -eq "$steps" ] || fail "step $step, but $steps steps in the result"
    expect_run diverged status=diverged "rows=$step"
    [ -e diverged/attn/step_000000.png ] && [ -e diverged/weights/step_000000.safetensors ] || fail "step 0 is gone"
}

diverges reverse --lr 3
diverges reverse --lr 30
diverges first --lr 1000
diverges shift --lr 1e6
diverges reverse --lr 1000 --heads 2 --layers 2 --residual --output-projection
diverges first --lr 100 --momentum 0.9

# Such a folder is a run of ours: the next one may take its place.
run train first --steps 2 --quiet --out diverged
expect 0
expect_run diverged status=done rows=3 attn=0,1,2 weights=0,1,2 film=1

# Large steps that stay finite are not stopped.
run train first --lr 0.1 --momentum 0.9 --steps 60 --quiet --png none --out finite
expect 0

finish
