#!/usr/bin/env bash
# heed check: what it takes, what it says, its exit codes, JSON and picture; a planted fault is found and explained.
. "$(dirname -- "$0")/common.sh"
[ -x "${JSON_GET:?the program json_get}" ] || exit 1

# json PATH: the value in what heed said; a failure if there is none.
json() {
    "$JSON_GET" "$out" "$1" 2>"$base/why" || fail "no $1 in the JSON: $(cat "$base/why")"
}

# expect_json PATH VALUE
expect_json() {
    local found
    found=$(json "$1")
    [ "$found" = "$2" ] || fail "$1 is $found, expected $2"
}

# --- one op, a layer, a task model ------------------------------------------------------------------------------------

run check softmax
expect 0
grep -Eq '^op:softmax +[0-9]+ +[0-9]+ +[0-9]+ .* pass$' "$out" || fail "no line for the op"
tail -n 1 "$out" | grep -Eq '^pass: [0-9]+ checks of [0-9]+ tensors with [0-9]+ elements$' || fail "no last line"
[ ! -s "$err" ] || fail "something on stderr"
cp "$out" "$base/bare"
run check op:softmax
expect 0
cmp -s "$out" "$base/bare" || fail "op:softmax and softmax differ"

run check reverse
expect 0
for tensor in embed.E embed.P layer0.attention.W_Q layer0.attention.W_K layer0.attention.W_V head.U head.b; do
    grep -Eq "^  $tensor +\[.*\] +[0-9]+ .* pass$" "$out" || fail "no row for $tensor"
done
grep -Eq '^task:reverse; B 2, T 8, D 8, H 1, d_k 8$' "$out" || fail "no sizes"
grep -Eq '^  worst element [a-zA-Z0-9_.]+\[[0-9,]+\]: analytic [-+.e0-9]+, numeric [-+.e0-9]+, error of the differences [-+.e0-9]+$' \
    "$out" || fail "no worst element"

# Another seed, other numbers; the same seed, the same report.
cp "$out" "$base/seed1"
run check reverse --seed 1
cmp -s "$out" "$base/seed1" || fail "the same seed gives another report"
run check reverse --seed 2
expect 0
! cmp -s "$out" "$base/seed1" || fail "seed 2 gives the report of seed 1"

run check linear --directions 5
expect 0
grep -Eq '^  W +\[14,7\] +98 .* pass \(5 directions\)$' "$out" || fail "no directions"

run check reverse --symmetry
expect 0
grep -Eq '^  second derivative: u\.Hv [-+.e0-9]+, v\.Hu [-+.e0-9]+, tolerance [-.e0-9]+: pass, u\.Hv and v\.Hu agree$' "$out" ||
    fail "no second derivative"
run check add --symmetry # linear: there is none, and that is no fault
expect 0

run check reverse --dim 12 --heads 3 --layers 2 --output-projection --batch 5
expect 0
grep -Eq '^task:reverse; B 5, T 8, D 12, H 3, d_k 4$' "$out" || fail "the model is another"
grep -q '^  layer1.attention.W_O ' "$out" || fail "no second layer"

# Where W_Q and W_K are zero, neither has a gradient, and nothing can be said of it.
run check reverse --gain-qk 0
expect 7
[ "$(grep -c ' inconclusive: both sides are zero' "$out")" -eq 2 ] || fail "not two tensors that cannot be judged"
tail -n 1 "$out" | grep -Eq '^inconclusive: .*, 1 inconclusive$' || fail "no last line"

# At the weights of a file: those of a run that has learned give another gradient, and pass as well.
"$HEED" train reverse --steps 40 --length 4 --dim 8 --png none --gradcheck off --quiet --out run >/dev/null 2>&1
run check reverse --length 4
cp "$out" "$base/first"
run check reverse --length 4 --weights run/weights/step_000000.safetensors
expect 0
worst() { sed -n 's/.*analytic \([-+.e0-9]*\),.*/\1/p' "$1"; }
run check reverse --length 4 --weights run/weights/step_000040.safetensors
expect 0
[ "$(worst "$out")" != "$(worst "$base/first")" ] || fail "step 40 has the gradient of step 0"
run check reverse --length 5 --weights run/weights/step_000040.safetensors
expect 6 "~heed: run/weights/step_000040.safetensors: *embed.P*"
run check reverse --weights nothing
expect 3 "~heed: *nothing*"

# A run, at one of its keyframes: its own model, along directions, or every element.
run check ./run
expect 0
grep -q '^run:./run, step 40; B 3, T 4, D 8, H 1, d_k 8$' "$out" || fail "not the last keyframe"
[ "$(grep -c ' pass (5 directions)$' "$out")" -eq 7 ] || fail "not 7 tensors along 5 directions"
run check run --step 20 --directions 0 --json
expect 0
expect_json checks.0.variant '"step 20"'
expect_json checks.0.tensors.2.directions 0
expect_json checks.0.tensors.2.name '"layer0.attention.W_Q"'
[ "$(json checks.0.tensors.2.worst.index.#)" = 2 ] || fail "no worst element"
run check run --step 21
expect 3 "~heed: run keeps no weights of step 21; it keeps those of 0 *"
run check softmax --step 2
expect 2 "heed: --step is of a run, and the target is softmax"
run check run --heads 2
expect 2 "heed: --heads is of one task's model, and the target is run"
run check ./run --fault sign
expect 4
# A run that was trained with a fault is checked with it.
"$HEED" train reverse --steps 2 --length 4 --dim 8 --png none --quiet --out faulty --fault W_K-zero --gradcheck off \
    >/dev/null 2>&1
run check ./faulty --json
expect 4
expect_json fault '"W_K-zero"'
# What is no run of heed's, or a newer one's.
sed -i 's/"program": "heed"/"program": "other"/' faulty/run.json
run check ./faulty
expect 6 "~heed: *./faulty/run.json*"
rm -r run faulty

# --- everything -------------------------------------------------------------------------------------------------------

begun=$(date +%s%N)
run check
expect 0
took=$((($(date +%s%N) - begun) / 1000000))
[ "$took" -lt 60000 ] || fail "it took $took ms; 10 s are allowed, and this machine may be busy"
cp "$out" "$base/everything"
run check all
cmp -s "$out" "$base/everything" || fail "no target means all"
run check --help
for kind in op layer task; do # the names that --help lists
    names=$(sed -n "/^$kind:/,/^[a-z-]*:\|^\$/{/^$kind:/s/^$kind://p;/^ /p}" "$out")
    [ "$(wc -w <<<"$names")" -ge 3 ] || fail "--help names few: $kind $names"
    for name in $names; do
        grep -q "^$kind:$name .* pass$" "$base/everything" || fail "all has no $kind:$name"
    done
done

# --- JSON -------------------------------------------------------------------------------------------------------------

run check layer:attention --json --seed 7
expect 0
[ ! -s "$err" ] || fail "something on stderr"
expect_json verdict '"pass"'
expect_json precision '"double"'
expect_json seed '"7"'
expect_json fault null
expect_json checks.0.target '"layer:attention"'
expect_json checks.1.sizes.d_k 7
expect_json checks.1.tensors.0.name '"attention.W_Q"'
expect_json checks.1.tensors.0.shape '[14,14]'
expect_json checks.1.tensors.0.elements 196
expect_json checks.1.tensors.0.directions 0
expect_json checks.1.tensors.0.worst.index.# 2
grep -q '^[{]' "$out" || fail "JSON does not begin the output"
run check --json
expect 0
[ "$(json checks.#)" -gt 150 ] || fail "few checks"

# --- faults -----------------------------------------------------------------------------------------------------------

run check --fault list
expect 0
[ "$(wc -l <"$out")" -ge 21 ] || fail "fewer than 21 faults"
! grep -Evq '^[a-zA-Z0-9_-]+ +[^ ]+ .+' "$out" || fail "a fault without its sentence"
# Each is met by a target that is in all. (Of the layers, the last variant of attention has what the first lack.)
while read -r fault target; do
    run check --fault "$fault" "$target"
    expect 4
    grep -Eq '^  cause: .+' "$out" || fail "no cause"
done <<'TABLE'
no-scale softmax
no-row-sum softmax
mask-off-by-one softmax
W_Q-transposed attention
W_K-zero shift
W_V-one-zero shift
W_Q-5-percent shift
W_O-1-percent attention
head-zero shift
K-from-Q shift
sign cross_entropy
add-stores add
no-broadcast-sum linear
matmul-untransposed shift
relu-leaks relu
gelu-other-form gelu_erf
layer-norm-no-mean op:layer_norm
gather-keeps-last embedding
cross-entropy-T cross_entropy
ignored-targets shift
slice-shifted slice
TABLE
[ "$("$HEED" check --fault list | cut -d ' ' -f 1 | sort | tr '\n' ' ')" = \
    "$(sed -n '/^no-scale softmax$/,/^slice-shifted slice$/p' "$0" | cut -d ' ' -f 1 | sort | tr '\n' ' ')" ] ||
    fail "a fault without a target here"
run check linear --fault sign # it does not meet this one
expect 0
run check no-such --fault list
expect 0
run check all --fault no-scale --json
expect 4
expect_json fault '"no-scale"'
expect_json verdict '"fail"'
run check attention --fault no-scale
expect 4
grep -q ' fail$' "$out" || fail "no failing row"
grep -Eq '^fail: .*, [0-9]+ fail$' "$out" || fail "no last line"

# --- the picture ------------------------------------------------------------------------------------------------------

run check attention --picture map.png
expect 0
[ "$(head -c 8 map.png | od -An -tx1 | tr -d ' ')" = 89504e470d0a1a0a ] || fail "map.png is no PNG"
grep -aq 'heed check attention' map.png || fail "map.png does not say its command"
run check attention --picture twice.png --scale 2
expect 0
[ "$(wc -c <twice.png)" -gt "$(wc -c <map.png)" ] || fail "--scale 2 is not larger"
run check attention --picture no/such/folder/map.png
expect 3 "~heed: cannot write no/such/folder/map.png: *"
run check attention --directions 3 --picture directions.png
expect 3 "~heed: *directions*"
[ ! -e directions.png ] || fail "directions.png was made"
rm -f map.png twice.png

# --- names ------------------------------------------------------------------------------------------------------------

mkdir softmax && echo '{}' >softmax/run.json
run check softmax
expect 2 "heed: softmax could be op:softmax or the run ./softmax; say which"
run check op:softmax
expect 0
rm -r softmax
run check max
expect 2 "heed: max could be op:max or task:max; say which"
while IFS='|' read -r arguments message; do
    # shellcheck disable=SC2086 # several words
    run check $arguments
    expect 2 "heed: $message"
    [ ! -s "$out" ] || fail "stdout is not empty"
done <<'TABLE'
softmx|unknown target softmx; did you mean op:softmax?
op:softmx|unknown op softmx; did you mean op:softmax?
task:softmax|unknown task softmax; heed check --help lists what can be checked
layer:atention|unknown layer atention; did you mean layer:attention?
frobnicate|unknown target frobnicate; heed check --help lists what can be checked
op:|unknown op ; heed check --help lists what can be checked
runs/none|runs/none: there is no run.json, so it is not the folder of a run
softmax add|check takes one target, not also add
softmax --fault frobnicate|unknown fault frobnicate; --fault list names them
softmax --fault no-scle|unknown fault no-scle; did you mean no-scale?
softmax --frobnicate|unknown flag --frobnicate; --help lists them
softmax --directions -1|--directions -1: it takes an integer from 0 to 1000
--sweep|--sweep takes one op, layer or task, not all
softmax --one-precision|--one-precision is of a --sweep; gradients are checked in double alone
softmax --heads 2|--heads is of one task's model, and the target is softmax
all --weights w|--weights is of one task's model, and the target is all
reverse --heads 3|task:reverse: 3 heads do not divide a width of 8
reverse --heads 0|--heads 0: it takes an integer from 1 to 64
TABLE

# --- without heed64 ---------------------------------------------------------------------------------------------------

mkdir alone
cp "$HEED" alone/heed
cases=$((cases + 1)) given="check softmax (alone)"
PATH=/nowhere alone/heed check softmax >"$out" 2>"$err"
code=$?
case $HEED in
*64) ;; # it needs no other
*) expect 3 "heed: gradients are checked in double, and heed64 is neither beside alone/heed nor on PATH; ./dev build and ./dev install make both" ;;
esac
cases=$((cases + 1)) given="check softmax (heed64 on PATH)"
PATH=$(dirname "$HEED"):$PATH alone/heed check softmax >"$out" 2>"$err"
code=$?
expect 0
rm -r alone

# --- stdout -----------------------------------------------------------------------------------------------------------

for form in "" --json "--sweep --json"; do
    cases=$((cases + 1)) given="check softmax $form >/dev/full"
    # shellcheck disable=SC2086 # perhaps no word
    "$HEED" check softmax $form >/dev/full 2>"$err"
    code=$?
    : >"$out"
    expect 3 "~heed: *"
done

[ -z "$(ls -A)" ] || fail "something was created: $(ls -A)"
finish
