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

# wide FILE: the columns of the panel's widest line, without what steers the terminal, each letter as one.
wide() {
    grep -a $'\033\[K' "$1" | sed 's/\x1b\[[0-9;]*[A-Za-z]//g; s/[\x80-\xbf]//g' | tr -d '\r' |
        awk '{ if (length($0) > w) w = length($0) } END { print w + 0 }'
}

away=$(printf 'A\r\033[J')
arguments=(train reverse --steps 1500 --lr 0.001 --length 4 --dim 8 --png none) # long enough to be drawn several times
on_terminal 80 "" TERM=xterm LC_ALL=C.UTF-8
arguments=(train reverse --steps 60 --length 4 --dim 8 --png none)
for part in "step 1/1500" "moved  W_Q" "head 0" "held-out" "▁"; do
    grep -qF "$part" "$out" || fail "no $part in the panel"
done
grep -qF "$away" "$out" || fail "the panel is not taken away before it is drawn again"
grep -qF "${away}Not solved: " "$out" || fail "the panel is not taken away at the end"
! grep -q $'\033\[[34]8;' "$out" || fail "colours on a terminal that has none"
[ "$(wide "$out")" -gt 40 ] && [ "$(wide "$out")" -lt 80 ] || fail "a line of the panel has $(wide "$out") columns"
! grep -q '^done ' "$out" || fail "the line for programs came as well"
! grep -q '^step=' "$out" || fail "the lines for a pipe came as well"

# Colours: truecolour, 256, none; NO_COLOR takes colours away and leaves the panel; --color wins.
on_terminal 80 "" TERM=xterm-256color COLORTERM=truecolor
grep -q $'\033\[38;2;[0-9;]*48;2;' "$out" || fail "no truecolour"
on_terminal 80 "" TERM=xterm-256color COLORTERM=
grep -q $'\033\[38;5;[0-9;]*48;5;' "$out" && ! grep -q $'48;2;' "$out" || fail "not 256 colours"
on_terminal 80 "" TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1
! grep -q $'\033\[[34]8;' "$out" && grep -qF "moved  W_Q" "$out" || fail "NO_COLOR"
on_terminal 80 "--color never" TERM=xterm-256color COLORTERM=truecolor
! grep -q $'\033\[[34]8;' "$out" || fail "--color never"
on_terminal 80 "--color always" TERM=xterm NO_COLOR=1
grep -q $'\033\[38;5;' "$out" || fail "--color always"

# Where there is no room for a panel, one line is redrawn.
on_terminal 40 "" TERM=xterm LC_ALL=C.UTF-8
grep -qF "${clear}reverse " "$out" || fail "no live line on a narrow terminal"
! grep -qF "moved" "$out" || fail "a panel on a narrow terminal"
grep -qF "${clear}Not solved: " "$out" || fail "the live line is not taken away"

on_terminal 80 "2>\"$base/log\"" TERM=xterm
! grep -q $'\r' "$base/log" || fail "a carriage return in stderr, which is a file"
grep -q '^step=1 ' "$out" || fail "no plain lines although stderr is a file"

on_terminal 80 ">\"$base/data\"" TERM=xterm
grep -qF "step 1/60" "$out" || fail "no panel although stderr is a terminal"
[ "$(grep -c . "$base/data")" -eq 1 ] && grep -q '^done ' "$base/data" || fail "stdout has more than the result"

for setting in TERM=dumb "TERM=xterm CI=true"; do
    # shellcheck disable=SC2086 # several words
    on_terminal 80 "" $setting
    ! grep -q $'\033' "$out" || fail "a live line with $setting"
    grep -q '^step=1 ' "$out" || fail "no plain lines with $setting"
done
on_terminal 80 "--quiet" TERM=xterm
! grep -q $'\033' "$out" || fail "a live line with --quiet"

# A line that is wider than the terminal goes on below, and there it is never erased.
arguments=(train reverse --png none)
on_terminal 50 "" TERM=xterm
widest=$(tr '\r' '\n' <"$out" | sed -n 's/^\x1b\[K\(reverse .*\)/\1/p' |
    awk '{ if (length($0) > w) w = length($0) } END { print w + 0 }')
[ "$widest" -gt 0 ] && [ "$widest" -lt 50 ] || fail "the live line has $widest characters on a terminal of 50 columns"
arguments=(train reverse --steps 60 --length 4 --dim 8 --png none)

TERM=xterm run "${arguments[@]}" --out again
expect 0
! grep -q $'[\r\033]' "$out" "$err" || fail "control characters in a pipe"
[ "$(grep -o '^step=[0-9]*' "$out" | tr '\n' ' ')" = "step=0 step=1 step=2 step=5 step=10 step=20 step=50 step=60 " ] ||
    fail "the steps shown are $(grep -o '^step=[0-9]*' "$out" | tr '\n' ' ')"

finish
