#!/bin/bash
# same_bits.sh: the same seed gives the same bits under gcc without optimization, gcc with all of it and clang with all of
# it, in float and in double, with the kernels of each instruction set. It builds what is needed of heed anew, and
# compares the weights of a short run. Status 77: skipped.
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
sources="$(find tensor autograd layers train/tasks -name '*.c' -not -path 'tensor/kernels/*') train/metrics.c
    train/optimizer.c train/schedule.c train/task.c train/trainer.c train/trainer_model.c
    train/data.c train/data_check.c train/data_lines.c train/data_text.c train/vocabulary.c train/read_file.c
    train/file.c train/text.c"
case $(uname -m) in
x86_64) isas="portable avx2 avx512" ;;
*) isas=portable ;;
esac

# flags ISA: as CMakeLists.txt has them.
flags() {
    sed -n "s/^ *set(HEED_FLAGS_$1 \(.*\))/\1/p" CMakeLists.txt | sed "s/\\\${HEED_FLAGS_avx2}/$(flags_of_avx2)/"
}
flags_of_avx2() {
    sed -n 's/^ *set(HEED_FLAGS_avx2 \(.*\))/\1/p' CMakeLists.txt
}

# bits COMPILER LEVEL PRECISION: what the run prints, with the kernels of each instruction set.
bits() {
    local program=$build/$1$2$3
    local options="-std=c11 $2 $3 -ffp-contract=off -fopenmp-simd -D_POSIX_C_SOURCE=200809L -DHEED_NO_HERE=1 -I."
    local isa kernel objects=""
    for isa in $isas; do
        for kernel in tensor/kernels/*.c; do
            # shellcheck disable=SC2046,SC2086 # several words
            $1 $options $(flags "$isa") -DHEED_KERNELS_FOR="$isa" -c "$kernel" -o "$program.$isa.${kernel##*/}.o"
            objects="$objects $program.$isa.${kernel##*/}.o"
        done
    done
    # shellcheck disable=SC2086 # several words
    $1 $options tests/same_bits.c $sources $objects -lm -o "$program"
    for isa in $isas; do
        HEED_ISA=$isa "$program" >"$program.$isa.txt" 2>&1 || true
    done
}

status=0
for precision in -UHEED_DOUBLE -DHEED_DOUBLE=1; do
    (bits gcc -O0 $precision && bits gcc -O3 $precision) &
    bits clang -O3 $precision
    wait $!
    for isa in $isas; do
        for run in gcc-O0 gcc-O3 clang-O3; do
            said=$(cat "$build/$run$precision.$isa.txt")
            expected=$(cat "$build/gcc-O0$precision.$isa.txt")
            if [[ $said = *"this processor lacks it"* ]]; then
                echo "$isa: left out, this processor lacks it"
            elif [[ $said =~ ^[0-9a-f]{16}\ 0x && $said = "$expected" ]]; then
                echo "$run $precision $isa: $said"
            else
                echo "$run $precision $isa: $said  differs"
                status=1
            fi
        done
    done
done
exit $status
