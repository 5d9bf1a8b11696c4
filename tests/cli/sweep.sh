#!/usr/bin/env bash
# heed check --sweep: both precisions in one table, slopes with their names, JSON and a picture.
. "$(dirname -- "$0")/common.sh"
[ -x "${JSON_GET:?the program json_get}" ] || exit 1

run check op:softmax --sweep
expect 0
[ "$(grep -Ec '^ +[0-9.]+e-[0-9]+( +[-.e0-9]+){6}$' "$out")" -eq 23 ] || fail "not 23 rows of six errors"
grep -Eq '^ +1\.0e-01 ' "$out" && grep -Eq '^ +1\.0e-12 ' "$out" || fail "not from 1e-1 to 1e-12"
grep -Eq '^ +float +double *$' "$out" || fail "no heading"
grep -Eq '^ +h( +forward +central +Richardson){2}$' "$out" || fail "no columns"

# The slopes that the theory gives: h, h^2, h^4 for truncation, 1/h for rounding.
while read -r difference order; do
    grep -Eq "^double +$difference +best [-.e0-9]+ at h = [-.e0-9]+; larger steps: h\^$order, truncation; smaller steps: h\^-(0\.9|1\.0)[0-9], rounding$" \
        "$out" || fail "double $difference has no such slopes"
done <<'TABLE'
forward (0.9[0-9]|1.0[0-9])
central (1.9[0-9]|2.0[0-9])
Richardson (3.[89][0-9]|4.[01][0-9])
TABLE
grep -Eq '^float +central +best .*rounding$' "$out" || fail "float has no slope"
# Double's best central difference is better than 1e-9, float's is worse than 1e-7.
best() { sed -n "s/^$1 *central *best \([-.e0-9]*\) .*/\1/p" "$out"; }
awk -v double="$(best double)" -v float="$(best float)" 'BEGIN { exit !(double < 1e-9 && float > 1e-7) }' ||
    fail "the best differences: double $(best double), float $(best float)"

[ "$(head -c 8 sweep-softmax.png | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || fail "sweep-softmax.png is no PNG"
grep -q 'Open sweep-softmax.png' "$err" || fail "the picture is not named"
rm sweep-softmax.png

run check first --sweep --picture named.png
expect 0
grep -q '^task:first' "$out" || fail "no title"
[ -s named.png ] && [ ! -e sweep-first.png ] || fail "--picture is not where the picture went"
rm named.png

# JSON alone makes no picture.
run check softmax --sweep --json
expect 0
[ ! -s "$err" ] || fail "something on stderr"
for path in float.central double.central double.Richardson float.forward h; do
    [ "$("$JSON_GET" "$out" "$path.#")" = 23 ] || fail "$path has not 23 numbers"
done
[ "$("$JSON_GET" "$out" target)" = '"op:softmax"' ] || fail "the target"
run check softmax --sweep --json --one-precision
expect 0
"$JSON_GET" "$out" h >/dev/null || fail "no JSON"
case $HEED in
*64) own=double other=float ;;
*) own=float other=double ;;
esac
"$JSON_GET" "$out" "$own" >/dev/null || fail "no $own"
! "$JSON_GET" "$out" "$other" >/dev/null 2>&1 || fail "$other as well"

# An element on a kink within the largest step is left out, and counted.
run check relu --sweep --picture relu.png
expect 0
grep -Eq '^op:relu, sample 0: .* over [0-9]+ elements' "$out" || fail "no count"

# Without the other program, one table.
mkdir alone
cp "$(dirname "$HEED")/heed64" alone/heed64
cases=$((cases + 1)) given="check softmax --sweep (heed64 alone)"
PATH=/nowhere alone/heed64 check softmax --sweep --picture alone.png >"$out" 2>"$err"
code=$?
expect 0
grep -q '^heed: the sweep in float is left out: heed is neither beside' "$err" || fail "it is not said"
[ "$(grep -Ec '^ +[0-9.]+e-[0-9]+( +[-.e0-9]+){3}$' "$out")" -eq 23 ] || fail "not 23 rows of three errors"
rm -r alone

# A wrong gradient: no step comes near it.
run check softmax --sweep --fault no-row-sum --picture fault.png
expect 0
awk -v best="$(best double)" 'BEGIN { exit !(best > 1e-3) }' || fail "the best is $(best double) with a fault"

run check softmax --sweep --picture no/such/folder/x.png
expect 3 "~heed: cannot write no/such/folder/x.png: *"
finish
