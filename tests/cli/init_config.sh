#!/usr/bin/env bash
# --init begins with given weights, and --config repeats a run.
. "$(dirname -- "$0")/common.sh"

small=(--length 4 --vocab 6 --batch 4 --png none --quiet)
run train shift "${small[@]}" --dim 8 --steps 20 --lr 0.25 --momentum 0.5 --seed 9 --keyframes 0,10 --out a
expect 0

# --- --config ---------------------------------------------------------------------------------------------------------

for config in a/run.json a; do
    rm -rf again
    run train --config "$config" --out again --quiet
    expect 0
    expect_same a again
done
cp a/run.json elsewhere.json
run train --config elsewhere.json --out again --quiet
expect 0
expect_same a again
run train --config a --steps 5 --out shorter --quiet # flags come on top
expect 0
[ "$(head -n 6 a/log.csv)" = "$(head -n 6 shorter/log.csv)" ] || fail "the first steps differ"
run train shift --config a
expect 2 "heed: --config has the task of its run; shift cannot be given too"
run train --config nowhere
expect 3 "heed: cannot read nowhere: No such file or directory"
echo '{"program": "heed", "format": 2' >half.json
run train --config half.json
expect 6 "~heed: half.json is no JSON: *"

# --- --init -----------------------------------------------------------------------------------------------------------

# The weights of step 10 of a run without momentum go on to those of step 20.
run train shift "${small[@]}" --dim 8 --steps 20 --keyframes 0,10 --out whole
run train shift "${small[@]}" --dim 8 --steps 0 --init whole/weights/step_000010.safetensors --out begun
expect 0
cmp -s begun/init.safetensors begun/weights/step_000000.safetensors && fail "the metadata of a keyframe is missing"
run compare whole begun
expect 1
run eval begun
now=$(sed 's/.*held_out_loss=\([^ ]*\).*/\1/' "$out")
run eval whole --step 10
[ "$now" = "$(sed 's/.*held_out_loss=\([^ ]*\).*/\1/' "$out")" ] || fail "other weights than those given"
run train shift "${small[@]}" --dim 8 --steps 8 --init whole/weights/step_000020.safetensors --out more
expect 0
expect_run more status=done rows=9
rm -rf whole # the run keeps what it began with
run train --config more --out repeated --quiet
expect 0
for file in log.csv attn.npy init.safetensors weights/step_000008.safetensors; do
    cmp -s more/$file repeated/$file || fail "$file differs in the repeated run"
done

run train shift "${small[@]}" --dim 4 --init more/init.safetensors --out wrong
expect 6 "heed: more/init.safetensors: embed.E is [6,8], and the model's is [6,4]"
run train shift "${small[@]}" --init /dev/zero --out wrong
expect 3 "heed: cannot read /dev/zero: it is not a regular file"
run train shift "${small[@]}" --init nowhere --out wrong
expect 3 "heed: cannot read nowhere: No such file or directory"
[ -z "$(ls -A wrong 2>/dev/null)" ] || fail "something was written"

finish
