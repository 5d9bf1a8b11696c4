#!/usr/bin/env bash
# Where numbers are written with a decimal comma, flags are read and files are written as everywhere else.
. "$(dirname -- "$0")/common.sh"

localedef -i de_DE -f UTF-8 "$base/de_DE.UTF-8" 2>/dev/null || leave_out "localedef finds no de_DE (Debian's package locales)"

run train first --steps 3 --lr 0.25 --length 4 --dim 8 --quiet --out plain
expect 0
as=(env "LOCPATH=$base" LC_ALL=de_DE.UTF-8)
[ "$("${as[@]}" printf '%.1f' 0,5)" = 0,5 ] || fail "the locale is not in force"
run train first --steps 3 --lr 0.25 --length 4 --dim 8 --quiet --out german
expect 0
grep -q ' loss=[0-9]*\.[0-9]* ' "$out" || fail "the result has no decimal point"
expect_same plain german
run train first --lr 0,25
expect 2

finish
