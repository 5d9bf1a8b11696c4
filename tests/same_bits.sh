#!/bin/sh
# same_bits.sh: the same seed gives the same bits under gcc and clang, without optimization and with all of it, in float
# and in double. It builds what is needed of heed anew, and compares the weights of a short run. Status 77: skipped.
set -eu
cd "$(dirname -- "$0")/.."

for compiler in gcc clang; do
    if ! command -v $compiler >/dev/null; then
        echo "skipped: there is no $compiler"
        exit 77
    fi
done

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
sources="$(find tensor autograd layers train/tasks -name '*.c') train/metrics.c train/optimizer.c train/schedule.c
    train/task.c train/trainer.c"

# bits COMPILER LEVEL PRECISION: what the run prints.
bits() {
    program=$build/$1$2$3
    # shellcheck disable=SC2086 # one word per source
    $1 -std=c11 "$2" "$3" -ffp-contract=off -fopenmp-simd -D_POSIX_C_SOURCE=200809L -DHEED_NO_HERE=1 -I. \
        tests/same_bits.c $sources -lm -o "$program"
    "$program" >"$program.txt"
}

status=0
for precision in -UHEED_DOUBLE -DHEED_DOUBLE=1; do
    (bits gcc -O0 $precision && bits gcc -O3 $precision) &
    bits clang -O0 $precision
    bits clang -O3 $precision
    wait $!
    for run in gcc-O0 gcc-O3 clang-O0 clang-O3; do
        printf '%s %s: %s' "$run" "$precision" "$(cat "$build/$run$precision.txt")"
        if cmp -s "$build/$run$precision.txt" "$build/gcc-O0$precision.txt"; then
            echo
        else
            echo "  differs"
            status=1
        fi
    done
done
exit $status
