#!/usr/bin/env bash
# On a terminal one line is redrawn while a run goes on, and taken away at its end; anywhere else lines follow one another.
. "$(dirname -- "$0")/common.sh"
command -v script >/dev/null || leave_out "there is no program script (Debian's package bsdutils)"

arguments=(train reverse --steps 60 --length 4 --dim 8 --png none)
clear=$(printf '\r\033[K')
typed=$base/typed

# on_terminal COLUMNS REDIRECTION SETTING...: runs heed on a pseudo-terminal that is so wide.
on_terminal() {
    local columns=$1 redirection=$2
    shift 2
    cases=$((cases + 1))
    given="${arguments[*]} (on a terminal of $columns columns, $* $redirection)"
    env "$@" HEED="$HEED" script -q -e -c "stty cols $columns rows 24; \"\$HEED\" ${arguments[*]} --out again $redirection" \
        "$typed" </dev/null >/dev/null 2>&1
    code=$?
    sed '1d;$d' "$typed" >"$out" # what script itself says
    : >"$err"
    expect 0
}

on_terminal 80 "" TERM=xterm
grep -qF "${clear}reverse " "$out" || fail "no live line"
grep -qF "${clear}Not solved: " "$out" || fail "the live line is not taken away"
! grep -q '^done ' "$out" || fail "the line for programs came as well"
! grep -q '^step=' "$out" || fail "the lines for a pipe came as well"
on_terminal 80 "2>\"$base/log\"" TERM=xterm
! grep -q $'\r' "$base/log" || fail "a carriage return in stderr, which is a file"
grep -q '^step=1 ' "$out" || fail "no plain lines although stderr is a file"

on_terminal 80 ">\"$base/data\"" TERM=xterm
grep -qF "${clear}reverse " "$out" || fail "no live line although stderr is a terminal"
[ "$(grep -c . "$base/data")" -eq 1 ] && grep -q '^done ' "$base/data" || fail "stdout has more than the result"

for setting in TERM=dumb "TERM=xterm CI=true"; do
    # shellcheck disable=SC2086 # several words
    on_terminal 80 "" $setting
    ! grep -qF "$clear" "$out" || fail "a live line with $setting"
    grep -q '^step=1 ' "$out" || fail "no plain lines with $setting"
done
on_terminal 80 "--quiet" TERM=xterm
! grep -qF "$clear" "$out" || fail "a live line with --quiet"

# A line that is wider than the terminal goes on below, and there it is never erased.
arguments=(train reverse --png none)
on_terminal 80 "" TERM=xterm
widest=$(tr '\r' '\n' <"$out" | sed -n 's/^\x1b\[K\(reverse .*\)/\1/p' |
    awk '{ if (length($0) > w) w = length($0) } END { print w + 0 }')
[ "$widest" -gt 0 ] && [ "$widest" -lt 80 ] || fail "the live line has $widest characters on a terminal of 80 columns"
arguments=(train reverse --steps 60 --length 4 --dim 8 --png none)

TERM=xterm run "${arguments[@]}" --out again
expect 0
! grep -q $'[\r\033]' "$out" "$err" || fail "control characters in a pipe"
[ "$(grep -o '^step=[0-9]*' "$out" | tr '\n' ' ')" = "step=0 step=1 step=2 step=5 step=10 step=20 step=50 step=60 " ] ||
    fail "the steps shown are $(grep -o '^step=[0-9]*' "$out" | tr '\n' ' ')"

finish
