#!/usr/bin/env bash
# mutate.sh [FILE...]: breaks every backward in every small way, one at a time: a sign, a factor, a transpose, += to =, a
# line dropped, an index off by one (mutants.awk). The gradient checker or a test must notice each. Those that nobody
# notices are printed, and must stand in mutants_equivalent.txt with the sentence that proves that they change nothing.
# FILE is one of autograd/ops/*.c, autograd/map.h, autograd/backward.c and tensor/attention.c; without any, all of them.
# Kernels are the portable ones.
set -euo pipefail

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$ROOT"
CC=${CC:-cc}
WORK=$ROOT/build/mutate
EQUIVALENT=tests/mutants_equivalent.txt
CORES=$(getconf _NPROCESSORS_ONLN)
TESTS="test_ops test_ops_rows test_ops_maps test_ops_hidden test_ops_sets test_ops_adds test_ops_misuse test_gradcheck
    test_gradcheck_faults test_gradcheck_directions test_gradcheck_patterns test_gradcheck_samples
    test_gradcheck_stored test_gradcheck_words test_attention_fused test_tape test_tape_memory test_tape_errors test_inspect test_alloc
    test_alloc_checks heap"
WRAP=-Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc,--wrap=aligned_alloc,--wrap=free
FLAGS="-std=c11 -O1 -w -ffp-contract=off -fopenmp-simd -Werror=return-type -DHEED_DOUBLE=1 -D_POSIX_C_SOURCE=200809L"
TRAPS="-fsanitize=bounds -fsanitize-undefined-trap-on-error" # a mutant that leaves an array ends there
export HEED_ISA=portable
export CC WORK FLAGS ROOT WRAP TRAPS

# object SOURCE FLAG...: compiles it to WORK/object/, with / as -.
object() {
    local source=$1
    shift
    # shellcheck disable=SC2086 # several flags
    $CC $FLAGS "$@" -I "$ROOT" -c "$source" -o "$WORK/object/${source//\//-}.o"
}
export -f object

library_sources() {
    printf '%s\n' tensor/*.c autograd/*.c autograd/gradcheck/*.c autograd/ops/*.c layers/*.c
}

# The table of kernels names all instruction sets; only the portable ones are run.
kernels() {
    local source isa
    for source in tensor/kernels/*.c; do
        for isa in portable avx2 avx512; do
            object "$source" -DHEED_NO_HERE=1 -DHEED_KERNELS_FOR=$isa
            mv "$WORK/object/${source//\//-}.o" "$WORK/object/$isa-${source//\//-}.o"
        done
    done
}

# flags FILE: what it is compiled with beside FLAGS.
flags() {
    case $1 in
    tensor/kernels/*) echo -DHEED_NO_HERE=1 -DHEED_KERNELS_FOR=portable ;;
    *) echo -DHEED_NO_HERE=1 ;;
    esac
}
export -f flags

# The library and the tests, as they are.
build() {
    rm -rf "$WORK"
    mkdir -p "$WORK/object" "$WORK/tests"
    # shellcheck disable=SC2016 # the inner shell expands
    library_sources | xargs -P "$CORES" -I{} bash -c 'object {} -DHEED_NO_HERE=1'
    kernels
    ar rcs "$WORK/libheed64.a" "$WORK"/object/*.o
    # shellcheck disable=SC2086 # one word per test, and several flags
    printf 'tests/%s.c\n' $TESTS mutants_check |
        xargs -P "$CORES" -I{} bash -c 'object {} -DHEED_SOURCE_DIR="\"$ROOT\""'
    mv "$WORK"/object/tests-mutants_check.c.o "$WORK/check.o"
    mv "$WORK"/object/tests-*.o "$WORK/tests"
}

# The sources that a change of FILE changes.
changed_by() {
    case $1 in
    *.h) grep -l "#include \"$1\"" autograd/*.c autograd/ops/*.c ;;
    *) echo "$1" ;;
    esac
}
export -f changed_by

# try NUMBER: tries the mutant on this line of WORK/list, and prints "killed", "unborn" (it does not compile), "unlinked"
# or "survived" with the mutant.
try() {
    local file line text here=$WORK/mutant-$1 source objects="" name=""
    IFS=$'\t' read -r file line _ <<<"$(sed -n "$1p" "$WORK/list")"
    text=$(sed -n "$1p" "$WORK/list" | cut -f 4-)
    mkdir -p "$here/$(dirname "$file")"
    trap 'rm -rf "$here"' RETURN
    printf '%s\n' "$text" >"$here/text"
    awk -v line="$line" -v from="$here/text" 'FNR == line { getline < from } { print }' "$file" >"$here/$file"
    for source in $(changed_by "$file"); do
        [ -e "$here/$source" ] || { mkdir -p "$here/$(dirname "$source")" && cp "$source" "$here/$source"; }
        # shellcheck disable=SC2046,SC2086 # several flags
        if ! $CC $FLAGS $(flags "$source") $TRAPS -I "$here" -I "$ROOT" -c "$here/$source" -o "$here/${source//\//-}.o" \
            2>/dev/null; then
            echo unborn
            return
        fi
        objects="$objects $here/${source//\//-}.o"
        name="$name $(sed -n 's/.*\.name = "\([a-z_]*\)".*/\1/p' "$source" | tr '\n' ' ')"
    done
    # shellcheck disable=SC2086 # one word per object
    $CC "$WORK/check.o" $objects "$WORK/libheed64.a" -lm -o "$here/check" || { echo unlinked && return; }
    # shellcheck disable=SC2086
    if ! timeout 20 "$here/check" $name >/dev/null 2>&1; then
        echo killed
        return
    fi
    # shellcheck disable=SC2046,SC2086
    $CC $WRAP "$WORK"/tests/*.o $objects "$WORK/libheed64.a" $(pkg-config --libs criterion) -lm -o "$here/tests" ||
        { echo unlinked && return; }
    if ! LC_ALL=C timeout 60 "$here/tests" -j1 --fail-fast >/dev/null 2>&1; then
        echo killed
        return
    fi
    printf 'survived\t%s\t%s\t%s\n' "$file" "$(sed -n "${line}s/^ *//p" "$file")" "${text#"${text%%[! ]*}"}"
}
export -f try

# In backward.c only the loop goes back, and what readies a gradient for it.
list() {
    local file roots spread
    for file in "$@"; do
        [ -e "$file" ] || { echo "mutate: there is no $file" >&2; exit 2; }
        case $file in
        */backward.c) roots="begin_gradient|node_give|forget_gradient|tape_backward_from" spread=0 ;;
        tensor/attention.c) roots="attention_head_slopes|add_slopes_of_block" spread=0 ;;
        *) roots="[a-z_]*_backward" spread=1 ;;
        esac
        awk -v roots="$roots" -v spread="$spread" -f tests/mutants.awk "$file" "$file" | sed "s|^|$file\t|"
    done | sort -t "$(printf '\t')" -u -k 1,1 -k 2,2n -k 4
}

# Survivors that are not listed, and what is listed and did not survive. A listed one is three lines: the file, the line
# as it is, after "->" as it then is; then, indented, why it changes nothing.
judge() {
    awk -F '\t' -v equivalent="$EQUIVALENT" -v files="$*" '
        BEGIN {
            while ((getline line < equivalent) > 0) {
                if (line ~ /^(#|[ \t]*$)/) continue
                if (line ~ /^ /) { proofs[listed]++; continue }
                if (line ~ /^-> /) { listed = file SUBSEP from SUBSEP substr(line, 4); known[listed] = 1; continue }
                if (line ~ /^(autograd|tensor)\/[a-z_\/]*\.[ch]$/) file = line
                else from = line
            }
        }
        { total[$1]++ }
        $1 == "survived" {
            key = $2 SUBSEP $3 SUBSEP $4
            if (key in known) { seen[key] = 1; next }
            printf "survived: %s\n    %s\n ->  %s\n", $2, $3, $4
            failed++
        }
        END {
            for (key in known) {
                split(key, at, SUBSEP)
                if (!proofs[key]) { print "listed without a proof: " at[1] ": " at[3]; failed++ }
                if (!(key in seen) && index(" " files " ", " " at[1] " ")) {
                    print "listed, but killed or gone: " at[1] ": " at[3]; failed++
                }
            }
            for (key in seen) equal++
            printf "mutants: %d killed, %d changed nothing, %d survived, %d did not compile\n", total["killed"], equal,
                total["survived"] - equal, total["unborn"]
            if (total["unlinked"]) { print total["unlinked"] " could not be linked"; failed++ }
            exit failed > 0 || total["killed"] == 0
        }'
}

[ $# -gt 0 ] || set -- autograd/map.h autograd/backward.c autograd/ops/*.c tensor/attention.c
build
list "$@" >"$WORK/list"
# The tests must pass on what is not broken.
# shellcheck disable=SC2046
$CC $WRAP "$WORK"/tests/*.o "$WORK/libheed64.a" $(pkg-config --libs criterion) -lm -o "$WORK/whole"
LC_ALL=C "$WORK/whole" >"$WORK/whole.txt" 2>&1 || { cat "$WORK/whole.txt"; echo "mutate: the tests fail as it is" >&2; exit 1; }
seq "$(wc -l <"$WORK/list")" | xargs -P "$CORES" -I{} bash -c 'try {}' >"$WORK/results" 2>/dev/null
judge "$@" <"$WORK/results"
