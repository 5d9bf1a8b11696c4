#!/usr/bin/env bash
# A run that is stopped or killed goes on with the same bytes; two runs never share a folder.
. "$(dirname -- "$0")/common.sh"

env --default-signal=INT true 2>/dev/null || leave_out "env cannot set signals (coreutils 8.31)"

small=(--length 4 --vocab 6 --dim 8 --batch 2 --optimizer adam --lr 0.01 --keyframes 0,50,2000 --eval-every 1000 --quiet)
steps=5000

# begin FOLDER STEPS: a run in the background, which has begun when this returns; $pid is its own. A shell without a
# terminal keeps Ctrl-C from what it runs in the background; env gives it back.
begin() {
    local folder=$1
    given="train reverse ${small[*]} --steps $2 --out $folder"
    cases=$((cases + 1))
    env --default-signal=INT "$HEED" train reverse "${small[@]}" --steps "$2" --out "$folder" \
        >"$base/$folder.out" 2>"$base/$folder.err" </dev/null &
    pid=$!
    for ((i = 0; i < 1000; i++)); do
        [ ! -e "$folder/checkpoint.safetensors" ] || return 0
        sleep 0.01
    done
    fail "$folder does not begin"
}

# ends: waits for it; its exit code is $code.
ends() {
    wait "$pid"
    code=$?
    cp "$base/$1.err" "$err"
    cp "$base/$1.out" "$out"
}

# resumed FOLDER: goes on to the end, and all is as in whole.
resumed() {
    run train --resume "$1" --quiet
    expect 0
    expect_run "$1" status=done "rows=$((steps + 1))" attn=0,50,2000,5000 weights=0,50,2000,5000 film=1
    expect_same whole "$1"
}

run train reverse "${small[@]}" --steps $steps --out whole
expect 0

# --- stopped ----------------------------------------------------------------------------------------------------------

for signal in INT TERM HUP; do
    case $signal in INT) number=2 ;; TERM) number=15 ;; *) number=1 ;; esac
    rm -rf stopped
    begin stopped $steps
    kill -"$signal" "$pid"
    ends stopped
    expect $((128 + number)) "heed: stopped; heed train --resume stopped goes on"
    grep -q '^stopped steps=' "$out" || fail "the result is not told"
    expect_run stopped status=interrupted film=1
    resumed stopped
done

# A second one does not wait for the step: these take long.
given="(stopped twice)"
cases=$((cases + 1))
env --default-signal=INT "$HEED" train reverse --length 512 --dim 64 --batch 64 --quiet --out slow >"$out" 2>"$err" </dev/null &
pid=$!
for ((i = 0; i < 1000; i++)); do
    ! grep -q '"status": "running"' slow/run.json 2>/dev/null || break
    sleep 0.01
done
kill -INT "$pid"
sleep 0.1
kill -INT "$pid"
began=$SECONDS
wait "$pid" 2>/dev/null
code=$?
[ "$code" -eq 130 ] && [ $((SECONDS - began)) -le 1 ] || fail "it went on for $((SECONDS - began)) s"
grep -q '"status": "running"' slow/run.json || fail "it was not ended in its step"
rm -rf slow

# --- killed -----------------------------------------------------------------------------------------------------------

begin killed $steps
kill -KILL "$pid"
ends killed 2>/dev/null
[ "$code" -eq 137 ] || fail "exit code $code"
grep -q '"status": "running"' killed/run.json || fail "the status"
resumed killed
resumed killed # what is done stays as it is

# --- two at once ------------------------------------------------------------------------------------------------------

begin first 2000000
run train reverse "${small[@]}" --steps $steps --out first
expect 3 "heed: first: another run is writing there; choose another folder with --out"
run train --resume first
expect 3 "heed: first: another run is writing there"
kill -KILL "$pid"
wait "$pid" 2>/dev/null
run train reverse "${small[@]}" --steps $steps --out first # the lock died with it
expect 0
expect_same whole first

# --- what cannot go on ------------------------------------------------------------------------------------------------

run train --resume nowhere
expect 3 "heed: cannot read nowhere/run.json: No such file or directory"
run train reverse --resume whole
expect 2 "heed: --resume goes on with the task of the run; reverse cannot be given too"
run train --resume whole --lr 0.5
expect 2 "heed: --resume goes on with the options of the run; --lr cannot be given too"
run train --resume ''
expect 2

# damage WHAT SED_SCRIPT...: a copy of whole, changed; resuming it says what is wrong and changes nothing.
damage() {
    local message=$1
    shift
    rm -rf broken
    cp -r whole broken
    (cd broken && eval "$@")
    cp -r broken "$base/before"
    run train --resume broken
    expect 6 "~heed: *$message*"
    diff -r broken "$base/before" >"$base/why" || fail "it was changed: $(head -n 1 "$base/why")"
    rm -rf "$base/before"
}

damage "broken/checkpoint.safetensors is of another run: version, precision, options or data are not those of run.json" \
    "sed -i 's/\"lr\": 0.01/\"lr\": 0.02/' run.json"
damage "this heed does not know the option speed" "sed -i 's/\"lr\": 0.01/\"speed\": 0.02/' run.json"
damage "a newer heed is needed" "sed -i 's/\"format\": 2/\"format\": 3/' run.json"
damage "is no JSON" "truncate -s 100 run.json"
damage "is not heed's" "sed -i 's/\"heed\"/\"other\"/' run.json"
damage "checkpoint.safetensors: *has * bytes at a place" "truncate -s -1 checkpoint.safetensors"
damage "checkpoint.safetensors is damaged" "printf x | dd of=checkpoint.safetensors bs=1 seek=5000 conv=notrunc status=none"
damage "log.csv is too short" "truncate -s 1000 log.csv"
damage "attn.npy is too short" "truncate -s 300 attn.npy"
damage "attn.npy is not the array of this run" "sed -i 's/False/Fals /' attn.npy"
damage "steps.npy is too short" "truncate -s 129 steps.npy"

# One's own data must be what they were.
printf '%s\n' "the cat sat -> sat cat the" "a dog ran off -> off ran dog a" "cat sat -> sat cat" >lines.txt
run train --data lines.txt --held-out 0 --steps 5 --dim 8 --png none --quiet --out lines
expect 0
run train --resume lines --quiet
expect 0
sed -i '2s/off -> off/away -> away/' lines.txt
run train --resume lines --quiet
expect 6 "~heed: lines/checkpoint.safetensors is of another run: *data*"

finish
