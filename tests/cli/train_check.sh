#!/usr/bin/env bash
# The gradient check of the model that heed trains: when, of what, what is said, and that training goes on. Planted
# faults: the check finds them, and a loss can fall all the same.
. "$(dirname -- "$0")/common.sh"
[ -x "${JSON_GET:?the program json_get}" ] || exit 1
export TMPDIR=$base

quick=(--steps 4 --length 4 --dim 8 --batch 2 --png none)

# value FOLDER PATH: of the folder's gradcheck.json.
value() {
    "$JSON_GET" "$1/gradcheck.json" "$2" 2>&1
}

expect_value() {
    local found
    found=$(value "$1" "$2")
    [ "$found" = "$3" ] || fail "$2 of $1/gradcheck.json is $found, expected $3"
}

lines='^gradcheck step=[0-9]+ verdict=pass tensors=7 worst=[-.e0-9]+ ratio=[-.e0-9]+ at=[a-zA-Z0-9_.]+(\[[0-9,]+\])?$'

# --- when -------------------------------------------------------------------------------------------------------------

run train reverse "${quick[@]}" --out start
expect 0
[ "$(grep -Ec "$lines" "$out")" -eq 1 ] && head -n 1 "$out" | grep -q '^gradcheck step=0 ' || fail "not one check, first"
[ ! -s "$err" ] || ! grep -q gradient "$err" || fail "a check that passes is told to a pipe's stderr"
expect_run start status=done
expect_value start verdict '"pass"'
expect_value start step 0
expect_value start fault null
expect_value start checks.0.target '"task:reverse"'

run train reverse "${quick[@]}" --out off --gradcheck off
expect 0
! grep -q gradcheck "$out" || fail "a check all the same"
[ ! -e off/gradcheck.json ] || fail "a report of no check"
# Checking changes nothing.
same() { grep -o ' weights=[0-9a-f]*' "$out"; }
off=$(same)
run train reverse "${quick[@]}" --out every --gradcheck every:2
expect 0
[ "$(same)" = "$off" ] || fail "the check has changed the weights: $(same), not$off"
[ "$(grep -o '^gradcheck step=[0-9]*' "$out" | tr '\n' ' ')" = "gradcheck step=0 gradcheck step=2 gradcheck step=4 " ] ||
    fail "every:2 checks at $(grep -o '^gradcheck step=[0-9]*' "$out" | tr '\n' ' ')"
expect_value every step 4
# It is of the weights as they are: those of step 4 have another gradient than those of step 0.
[ "$(value every checks.0.tensors.4.worst.analytic)" != "$(value start checks.0.tensors.4.worst.analytic)" ] ||
    fail "the same gradient after 4 steps"

run train reverse "${quick[@]}" --out quiet --quiet
expect 0
[ "$(wc -l <"$out")" -eq 1 ] && [ ! -s "$err" ] || fail "more than the result was said"
expect_value quiet verdict '"pass"'

for word in sometimes every every: every:0 every:-1 every:x every:2x; do
    run train reverse "${quick[@]}" --out bad --gradcheck $word
    expect 2 "heed: --gradcheck $word: it takes off, start, or every:N with N steps"
done
[ ! -e bad ] || fail "something was created"

# --- of what ----------------------------------------------------------------------------------------------------------

run train shift --steps 1 --length 5 --vocab 7 --dim 12 --heads 3 --layers 2 --mask strict --output-projection \
    --residual --png none --out options --seed 9
expect 0
expect_value options seed '"9"'
expect_value options checks.0.sizes '{"B":3,"T":5,"D":12,"H":3,"d_k":4}'
expect_value options checks.0.tensors.# 12
expect_value options checks.0.tensors.0.shape '[7,12]'
expect_value options checks.0.tensors.5.name '"layer0.attention.W_O"'

# A task's defaults are not taken for what was taken back.
for form in residual no-residual; do
    run train marker "${quick[@]:0:2}" --dim 8 --batch 2 --png none --$form --out $form
    expect 0
done
[ "$(value residual checks.0.tensors.4.worst.analytic)" != "$(value no-residual checks.0.tensors.4.worst.analytic)" ] ||
    fail "--no-residual: the check has the residual"

printf '%s\n' "a b c -> c b a" "b c a -> a c b" >own.txt
run train --data own.txt --held-out 0 --steps 1 --dim 8 --png none --out own
expect 0
expect_value own verdict '"pass"'
expect_value own checks.0.target '"task:data"'
expect_value own checks.0.tensors.0.shape '[3,8]'
run check --data own.txt
expect 0
run check reverse --data own.txt
expect 2 "heed: task:reverse: it draws its own sequences; --data goes with no task, or with text"
run check data
expect 2 "heed: task:data: it needs --data FILE"
run check --data none.txt
expect 3 "heed: cannot read none.txt: No such file or directory"

# --- faults -----------------------------------------------------------------------------------------------------------

run train shift --fault W_K-zero --out fault --png none
expect 4
expect_run fault status=done
grep -q '^gradient check at step 0: FAIL: layer0.attention.W_K' "$err" || fail "the check does not say what fails"
grep -q 'gradient of layer0.attention.W_K is zero' "$err" || fail "it does not say how"
grep -q '^gradcheck step=0 verdict=fail .* at=layer0.attention.W_K' "$out" || fail "no line for programs"
expect_value fault fault '"W_K-zero"'
[ "$("$JSON_GET" fault/run.json options.fault)" = '"W_K-zero"' ] || fail "run.json does not say so"
first=$(sed -n 's/^step=1 loss=\([0-9.]*\) .*/\1/p' "$out") last=$(sed -n 's/^done .* loss=\([0-9.]*\) .*/\1/p' "$out")
awk -v first="$first" -v last="$last" 'BEGIN { exit !(last < first / 10) }' ||
    fail "the loss falls although W_K stands still: $first, $last"
moved=$(awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) if ($i ~ /W_K/ && $i ~ /grad|g\(|g_/) c = i } END { print $c }' fault/log.csv)
[ "$moved" = 0 ] || [ "$moved" = 0.0 ] || fail "the gradient of W_K in log.csv is $moved"

run train shift "${quick[@]}" --fault W_K-zero --gradcheck off --out unchecked
expect 0
run train shift "${quick[@]}" --fault W_K-zro --out bad
expect 2 "heed: unknown fault W_K-zro; did you mean W_K-zero?"
[ ! -e bad ] || fail "something was created"
# A run with a fault is repeated with it, and goes on with it.
run train shift "${quick[@]}" --fault W_K-zero --gradcheck off --out once
with=$(same)
run train --config once/run.json --gradcheck off --out twice
expect 0
[ "$(same)" = "$with" ] || fail "another result without the fault: $(same), not$with"
sed -i 's/W_K-zero/of-tomorrow/' twice/run.json
run train --config twice/run.json --out bad
expect 2 "heed: unknown fault of-tomorrow; --fault list names them"
run train --resume twice
expect 6 "heed: twice: this heed does not know the fault of-tomorrow"
run check ./twice
expect 6 "heed: run:./twice: this heed does not know the fault of-tomorrow"
run train --fault list
expect 0
cp "$out" "$base/faults"
run check --fault list
cmp -s "$out" "$base/faults" || fail "train and check know other faults"

# --- without heed64 ---------------------------------------------------------------------------------------------------

case $HEED in
*64) ;; # it is heed64 itself
*)
    mkdir alone
    cp "$HEED" alone/heed
    cases=$((cases + 1)) given="train reverse (alone)"
    PATH=/nowhere alone/heed train reverse "${quick[@]}" --gradcheck every:1 --out left >"$out" 2>"$err"
    code=$?
    expect 0
    [ "$(grep -c 'gradient check is left out: heed64 is neither beside alone/heed nor on PATH' "$err")" -eq 1 ] ||
        fail "it is not said once"
    expect_run left status=done
    [ ! -e left/gradcheck.json ] || fail "a report of no check"
    ;;
esac

# A report of an earlier run does not stay.
run train reverse "${quick[@]}" --out start --gradcheck off
expect 0
[ ! -e start/gradcheck.json ] || fail "the old report is still there"

[ -z "$(find "$base" -maxdepth 1 -name 'heed-check-*')" ] || fail "weights were left behind"
finish
