#!/usr/bin/env bash
# stdout carries data: when it cannot be written, that is an error, and what is said to it never lands in a file of the
# run.
. "$(dirname -- "$0")/common.sh"

quick=(--length 3 --dim 4 --batch 2 --png none)

# Each way to lose a stream; the run itself is written all the same.
# shellcheck disable=SC2261 # no stream is redirected twice
lose() {
    case $1 in
    full) "$HEED" "${@:2}" </dev/null >/dev/full 2>"$err" ;;
    stdin) "$HEED" "${@:2}" <&- >"$out" 2>"$err" ;;
    stdout) "$HEED" "${@:2}" </dev/null >&- 2>"$err" ;;
    stderr) "$HEED" "${@:2}" </dev/null >"$out" 2>&- ;;
    all) "$HEED" "${@:2}" <&- >&- 2>&- ;;
    esac
    code=$?
    cases=$((cases + 1))
    given="${*:2} (without $1)"
    : >>"$out" >>"$err"
}

for command in --help --version tasks "tasks first" "train --help"; do
    # shellcheck disable=SC2086 # several words
    lose full $command
    expect 3 "~heed: *stdout*"
done
for stream in full stdin stdout stderr all; do
    lose "$stream" train first "${quick[@]}" --steps 2 --out "$stream"
    case $stream in
    stdin | stderr) expect 0 ;;
    *) expect 3 ;;
    esac
    expect_run "$stream" status=done rows=3 evaluated=0,1,2 weights=0,1,2
done

# A reader that goes away does not end the run.
given="train | head"
cases=$((cases + 1))
"$HEED" train first "${quick[@]}" --steps 400 --keyframes 0 --out piped 2>"$err" </dev/null | head -n 1 >"$out"
code=${PIPESTATUS[0]}
expect 3
grep -q stdout "$err" || fail "it does not say that stdout cannot be written"
expect_run piped status=done rows=401

# The result is one line of key=value, also with --quiet; the rest is for the eye, on stderr.
run train first "${quick[@]}" --steps 2 --quiet --out quiet
expect 0
grep -Eqx 'done steps=2 loss=[0-9.]+ held_out_exact=[0-9.]+ alignment=[0-9.]+( solved_at=[0-9]+)? weights=[0-9a-f]{16} out=quiet' \
    "$out" || fail "the result's form"
[ "$(wc -l <"$out")" -eq 1 ] && [ ! -s "$err" ] || fail "more than the result was said"
run train first "${quick[@]}" --steps 2 --out plain
expect 0
[ "$(grep -c '^step=[0-9]* ' "$out")" -eq 3 ] && tail -n 1 "$out" | grep -q '^done ' || fail "not a line for each step and the result"

# The progress and the result speak of the same layer.
run train reverse --steps 5 --length 4 --layers 2 --png none --out layers
expect 0
last=$(grep '^step=5 ' "$out" | grep -o 'alignment=[0-9.]*')
result=$(grep '^done ' "$out" | grep -o 'alignment=[0-9.]*')
[ "$last" = "$result" ] || fail "the last step has $last, the result $result"

finish
