#!/usr/bin/env bash
# Everything that takes too long for ./dev test: coverage, mutants, the tasks on 40 seeds in both precisions, the maths
# functions on every float, a run that is killed or whose disk is full at each call that writes, every n-th allocation of
# a training run with leaks watched, all tests under the sanitizers of clang, and clang-tidy's analyzer. It goes on after
# a failure; the last line counts.
set -uo pipefail

ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
cd "$ROOT" || exit 1
SEEDS=${HEED_TEST_SEEDS:-40}
LOGS=build/torture
passed=0
report=""

# step NAME COMMAND...: runs it with its output kept, and shown if it fails; in the report is the last line that counts.
step() {
    local name=$1 log=$LOGS/${1// /-}.txt began=$SECONDS result=failed
    shift
    printf -- '--- %s\n' "$name"
    if "$@" >"$log" 2>&1; then
        result=passed
        passed=$((passed + 1))
    else
        cat "$log"
    fi
    report="$report$(printf '%-12s %s in %d s: %s' "$name" "$result" $((SECONDS - began)) "$(counts "$log")")
"
}

counts() {
    grep -E '^mutants: |^[a-z]+: [0-9]+ passed, |Tested: |^[a-z]+/: [0-9]+ of ' "$1" | sed 's/^\[====\] //' | tail -n 4 |
        paste -s -d ';'
}

learn() {
    local status=0 program
    ./dev build release || return
    for program in test_learns test_learns64; do
        LC_ALL=C HEED_TEST_SEEDS=$SEEDS "build/release/tests/$program" || status=1
    done
    return "$status"
}

# Of double there are too many: it is looked at 20 times as often as in ./dev test.
maths() {
    ./dev build release || return
    LC_ALL=C HEED_TEST_STRIDE=1 build/release/tests/test_maths &&
        LC_ALL=C HEED_TEST_STRIDE=50 build/release/tests/test_maths64
}

mkdir -p "$LOGS"
step coverage ./dev coverage
step mutants ./dev mutate
step seeds learn
step maths maths
step resume env HEED_EVERY_CALL=1 LC_ALL=C build/release/tests/test_resume
step sanitizers env CC=clang ./dev test asan
step analyzer ./dev lint deep
printf '\n%storture: %d passed, %d failed\n' "$report" "$passed" $((7 - passed))
[ "$passed" -eq 7 ]
