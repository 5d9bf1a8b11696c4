#!/bin/bash
# same_bits.sh ID FLOAT DOUBLE: the same seed gives the same bits under gcc without optimization, gcc with all of it and
# clang with all of it, in float and in double, with the kernels of each instruction set. FLOAT and DOUBLE are the
# program as it was built, by the compiler that CMake calls ID; what other compilers make of it is built here, and the
# weights of a short run are compared. Status 77: skipped.
set -eu
cd "$(dirname -- "$0")/.."

case $1 in
GNU) other=clang ;;
*) other=gcc ;;
esac
for compiler in gcc $other; do
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

# compile COMPILER LEVEL PRECISION PROGRAM
compile() {
    local options="-std=c11 $2 $3 -ffp-contract=off -fopenmp-simd -D_POSIX_C_SOURCE=200809L -DHEED_NO_HERE=1 -I."
    local isa kernel objects=""
    for isa in $isas; do
        for kernel in tensor/kernels/*.c; do
            # shellcheck disable=SC2046,SC2086 # several words
            $1 $options $(flags "$isa") -DHEED_KERNELS_FOR="$isa" -c "$kernel" -o "$4.$isa.${kernel##*/}.o"
            objects="$objects $4.$isa.${kernel##*/}.o"
        done
    done
    # shellcheck disable=SC2086 # several words
    $1 $options tests/same_bits.c $sources $objects -lm -o "$4"
}

status=0

# compare EXPECTED PROGRAM...: what they print, with the kernels of each instruction set.
compare() {
    local isa program expected said
    for isa in $isas; do
        expected=$(HEED_ISA=$isa "$1" 2>&1) || true
        if [[ $expected = *"this processor lacks it"* ]]; then
            echo "$isa: left out, this processor lacks it"
            continue
        fi
        for program in "$@"; do
            said=$(HEED_ISA=$isa "$program" 2>&1) || true
            if [[ $said =~ ^[0-9a-f]{16}\ 0x && $said = "$expected" ]]; then
                echo "${program##*/} $isa: $said"
            else
                echo "${program##*/} $isa: $said  differs"
                status=1
            fi
        done
    done
}

(compile gcc -O0 -UHEED_DOUBLE "$build/gcc-O0" && compile gcc -O0 -DHEED_DOUBLE=1 "$build/gcc-O0-double") &
compile $other -O3 -UHEED_DOUBLE "$build/$other-O3"
compile $other -O3 -DHEED_DOUBLE=1 "$build/$other-O3-double"
wait $!
compare "$2" "$build/gcc-O0" "$build/$other-O3"
compare "$3" "$build/gcc-O0-double" "$build/$other-O3-double"
exit $status
