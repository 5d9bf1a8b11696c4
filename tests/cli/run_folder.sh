#!/usr/bin/env bash
# What a run leaves: the right files at the right steps, and the same bytes whatever else is asked for and wherever it runs.
. "$(dirname -- "$0")/common.sh"

small=(--length 4 --vocab 6 --dim 8 --batch 4 --quiet)

# train FOLDER FLAG...
train() {
    local folder=$1
    shift
    run train reverse "${small[@]}" --out "$folder" "$@"
    expect 0
}

# --- which steps ----------------------------------------------------------------------------------------------------

train default --steps 401 --eval-every 1000
steps=0,1,2,5,10,20,40,60,80,120,200,400,401
expect_run default status=done rows=402 evaluated=$steps attn=$steps weights=$steps film=1
train seven --steps 7
expect_run seven rows=8 evaluated=0,1,2,5,7 attn=0,1,2,5,7 weights=0,1,2,5,7 film=1
train zero --steps 0
expect_run zero status=done rows=1 evaluated=0 attn=0 weights=0 film=1
train chosen --steps 12 --keyframes 3,9
expect_run chosen evaluated=0,3,9,10,12 attn=3,9,12 weights=3,9,12 film=1
train late --steps 4 --keyframes 3,9
expect_run late rows=5 evaluated=0,3,4 attn=3,4 weights=3,4
train often --steps 9 --keyframes 0 --eval-every 4
expect_run often evaluated=0,4,8,9 attn=0,9 weights=0,9
train odd --steps 3 --heads 2 --layers 2 --mask causal --residual --output-projection --momentum 0.9 \
    --weight-decay 0.01 --scale 2 --seed 18446744073709551615
expect_run odd status=done rows=4 attn=0,1,2,3 film=1
grep -q '"seed": "18446744073709551615"' odd/run.json || fail "the seed in run.json"
for field in '"lr": 0.1,' '"momentum": 0.9,' '"weight_decay": 0.01,' '"mask": "causal",' '"heads": 2,' '"layers": 2,'; do
    grep -q "^    $field" odd/run.json || fail "run.json has no $field"
done

# --- the same weights -----------------------------------------------------------------------------------------------

train final --steps 7 --png final
expect_run final attn=7 weights=0,1,2,5,7 film=1
train none --steps 7 --png none
expect_run none attn= weights=0,1,2,5,7 film=0
train watched --steps 7 --eval-every 1 --keyframes 0,1,2,3,4,5,6
for other in final none watched; do
    cmp -s seven/weights/step_000007.safetensors $other/weights/step_000007.safetensors || fail "the weights of $other differ"
done
cmp -s seven/attn/step_000007.png final/attn/step_000007.png || fail "the last picture differs with --png final"
train other_seed --steps 7 --seed 2
! cmp -s seven/weights/step_000007.safetensors other_seed/weights/step_000007.safetensors || fail "the seed changes nothing"

# --- the same bytes -------------------------------------------------------------------------------------------------

train again --steps 7
expect_same seven again

train threads --steps 7 --threads 3
expect_same seven threads
grep -q '^    "threads": 3' threads/run.json || fail "the threads are not among what is the host's"

export TZ=Asia/Kathmandu
umask 077
train elsewhere --steps 7
unset TZ
umask 022
expect_same seven elsewhere
mkdir away
(cd away && "$HEED" train reverse "${small[@]}" --steps 7 --out "$PWD/else where" >/dev/null 2>&1)
expect_same seven "away/else where"
[ "$(stat -c %a elsewhere/log.csv)" = 600 ] && [ "$(stat -c %a elsewhere/film.png)" = 600 ] || fail "the umask is not kept"

finish
