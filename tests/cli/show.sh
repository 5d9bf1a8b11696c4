#!/usr/bin/env bash
# heed show, eval and compare: what they say of a run is what the run said of itself, and what is wrong is told in one line.
. "$(dirname -- "$0")/common.sh"

small=(--length 4 --vocab 6 --batch 4 --png none --quiet)
run train shift "${small[@]}" --dim 8 --steps 60 --heads 2 --out runs/a
expect 0
run train shift "${small[@]}" --dim 8 --steps 60 --heads 2 --seed 2 --out runs/b
expect 0
run train shift "${small[@]}" --steps 40 --dim 4 --out c
expect 0

# field NAME: its value in the line of key=value on stdout.
field() { sed -n "s/.* \\{0,1\\}$1=\\([^ ]*\\).*/\\1/p" "$out"; }

# logged FOLDER STEP: the held-out loss that the log has, as eval prints it.
logged() {
    awk -F , -v step="$2" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "held_out.loss") column = i }
        NR > 1 && $1 == step { printf "%.6f\n", $column }' "$1/log.csv"
}

# --- eval -------------------------------------------------------------------------------------------------------------

for name in a runs/a runs/a/; do
    run eval "$name"
    expect 0
    grep -q '^step=60 ' "$out" || fail "not the last step"
done
[ "$(logged runs/a 60)" = "$(field held_out_loss)" ] || fail "the log has $(logged runs/a 60)"
run eval runs/a --step 0
expect 0
[ "$(logged runs/a 0)" = "$(field held_out_loss)" ] || fail "the log has $(logged runs/a 0)"
run eval a --step 7
expect 3 "heed: runs/a keeps no weights of step 7; it keeps those of 0 1 2 5 10 20 40 60"
run eval
expect 2 "heed: eval needs a run, such as runs/reverse-s1"
run eval a b
expect 2 "heed: eval takes one run, not also b"
run eval nowhere
expect 3 "heed: cannot read nowhere/run.json: No such file or directory"

# --- show -------------------------------------------------------------------------------------------------------------

run show a
expect 0
[ "$(grep -c '^layer 0, head [01]$' "$out")" -eq 2 ] && [ "$(grep -c '@@\|##\|%%' "$out")" -ge 3 ] || fail "the form of the maps"
# Weights in per cent: in each row they sum to 100, but for rounding; the first query sees only itself.
awk '/^layer/ { rows = 0 } NF >= 5 && rows++ > 0 && !/^layer/ {
    sum = 0
    for (i = 2; i <= NF; i++) if ($i ~ /^[0-9]+$/ && n[FNR]++ < 4) sum += $i
    if (sum < 97 || sum > 103) bad = 1
} END { exit bad }' "$out" || fail "a row does not sum to 100"

run show a --tokens "3 1 4 5" --step 60 --query 2 --head 1
expect 0
grep -q '^layer 0, head 1, query 2, which is 4$' "$out" || fail "the query"
# The table again from its own numbers: scaled = score / sqrt(4), the masked key has no weight, the weights are softmax.
awk '/^  *[0-3]  / {
    score[$1] = $3; scaled[$1] = $4; masked[$1] = $5; weight[$1] = $6
    if (($3 / 2 - $4) ^ 2 > 1e-7) bad = "scaled"
} END {
    if (masked[3] != "-" || weight[3] != 0) bad = "masked"
    for (j = 0; j < 3; j++) sum += exp(scaled[j])
    for (j = 0; j < 3; j++) if ((exp(scaled[j]) / sum - weight[j]) ^ 2 > 1e-7) bad = "softmax"
    print bad; exit bad != ""
}' "$out" >"$base/why" || fail "the numbers of --query: $(cat "$base/why")"
# y is the weighted sum of the v above it.
awk '/^  [0-3] / || /^    [0-3]  / { weight[$1] = $6 }
    /^  v_/ { j = substr($1, 3); for (i = 2; i <= NF; i++) y[i] += weight[j] * $i }
    /^  y  / { for (i = 2; i <= NF; i++) if ((y[i] - $i) ^ 2 > 1e-5) bad = 1; seen = 1 }
    END { exit bad || !seen }' "$out" || fail "y is not the weighted sum"

run train shift "${small[@]}" --dim 8 --steps 20 --attention fused --out fused
run show fused
expect 0
grep -q '^layer 0, head 0$' "$out" || fail "a run with fused attention has no maps"

run show a --logits
expect 0
[ "$(wc -l <"$out")" -eq 4 ] && [ "$(head -n 1 "$out" | wc -w)" -eq 6 ] || fail "the logits are not [T,classes]"

run show a --tokens "1 2 3"
expect 2 "heed: --tokens has 3 tokens, and this run's sequences have 4"
run show a --tokens "1 2 3 4 5"
expect 2 "heed: --tokens has 5 tokens, and this run's sequences have 4"
run show a --tokens "1 2 3 6"
expect 2 "heed: --tokens: shift has no token '6'; heed show without --tokens shows some"
run show a --query 4
expect 2 "heed: --query 4: the queries are 0 to 3"
run show a --query 1 --head 2
expect 2 "heed: --head 2: the heads are 0 to 1"
run show a --query 1 --layer 1
expect 2 "heed: --layer 1: the layers are 0 to 0"
# One's own lines.
printf '%s\n' "the cat sat -> sat cat the" "a dog ran off -> off ran dog a" "cat sat -> sat cat" >lines.txt
run train --data lines.txt --held-out 0 --steps 30 --dim 8 --png none --quiet --out lines
expect 0
run show lines
expect 0
run show lines --tokens "the dog" --query 1
expect 0
grep -q '^layer 0, head 0, query 1, which is dog$' "$out" || fail "the query of a line"
run show lines --tokens "the bird"
expect 2 "heed: --tokens: data has no token 'bird'; heed show without --tokens shows some"

run show
expect 2 "heed: show needs a run, such as runs/reverse-s1"

# --- compare ----------------------------------------------------------------------------------------------------------

run compare a a
expect 0
grep -q '^options: the same$' "$out" && grep -q '^logs: the same in 61 rows' "$out" || fail "a is not a"
run compare a b
expect 1
grep -q '^option seed: 1, 2$' "$out" && grep -q '^logs: first different at step 0: ' "$out" || fail "a and b"
grep -Eq '^  layer0.attention.W_Q +[0-9.]+ +[0-9.]+$' "$out" || fail "no difference of W_Q"
run train shift "${small[@]}" --dim 8 --steps 60 --heads 2 --eval-every 7 --out runs/d
run compare a d
expect 1
grep -q '^logs: first different at step 7: held_out.loss is empty and ' "$out" || fail "the first evaluation"
[ "$(grep -Ec '^  (embed|layer|head)[^ ]+ +0 +0$' "$out")" -eq 7 ] || fail "the weights differ"
run compare a c
expect 1
grep -q 'of another shape in B' "$out" && grep -q '^maps: of other sizes$' "$out" || fail "a and c"
run compare a
expect 2 "heed: compare takes two runs; it is heed compare RUN RUN"
run compare a nowhere
expect 3 "heed: cannot read nowhere/run.json: No such file or directory"

# --- damaged, and of other formats --------------------------------------------------------------------------------------

cp -r runs/a broken
printf x | dd of=broken/weights/step_000060.safetensors bs=1 seek=900 conv=notrunc status=none
for command in show eval; do
    run $command broken
    expect 6 "~heed: broken/weights/step_000060.safetensors is damaged: its checksum is * and should be *"
done
cp c/weights/step_000040.safetensors broken/weights/step_000060.safetensors
run eval broken
expect 6 "heed: broken/weights/step_000060.safetensors: embed.E is [6,4], and the model's is [6,8]"
sed -i 's/"format": 2/"format": 3/' broken/run.json
run eval broken
expect 6 "heed: broken/run.json has format 3, and this heed reads up to 2; a newer heed is needed"

# A run of format 1, which had no checksums, as heed wrote it then.
run eval "$SOURCE/tests/cli/format1"
expect 0
[ "$(logged "$SOURCE/tests/cli/format1" 2)" = "$(field held_out_loss)" ] || fail "not what its log has"
cp -r "$SOURCE/tests/cli/format1" old
run train --resume old
expect 0 # it kept no state: it begins anew

finish
