#!/usr/bin/env bash
# What is wrong with a command line is said in one line, with exit code 2, before anything is created.
. "$(dirname -- "$0")/common.sh"

# A line is: the arguments, as the shell reads them | what stderr says after "heed: "; ~ and * as `expect` has them.
table=$(cat <<'TABLE'
train first --lr nan                         | --lr nan: it takes a number above 0 and up to 1000000
train first --lr inf                         | --lr inf: it takes a number above 0 and up to 1000000
train first --lr -1                          | --lr -1: it takes a number above 0 and up to 1000000
train first --lr 0                           | --lr 0: it takes a number above 0 and up to 1000000
train first --lr -0                          | --lr -0: it takes a number above 0 and up to 1000000
train first --lr 1e400                       | --lr 1e400: it takes a number above 0 and up to 1000000
train first --lr 1e-400                      | --lr 1e-400: it takes a number above 0 and up to 1000000
train first --lr 0x10                        | --lr 0x10: it takes a number above 0 and up to 1000000
train first --lr 1,5                         | --lr 1,5: it takes a number above 0 and up to 1000000
train first --lr 0.1x                        | --lr 0.1x: it takes a number above 0 and up to 1000000
train first --lr ' 1'                        | --lr  1: it takes a number above 0 and up to 1000000
train first --lr .                           | --lr .: it takes a number above 0 and up to 1000000
train first --lr ''                          | ~--lr*: it takes a number above 0 and up to 1000000
train first --lr=                            | ~--lr*: it takes a number above 0 and up to 1000000
train first --lr --                          | --lr --: it takes a number above 0 and up to 1000000
train first --lr=0                           | --lr 0: it takes a number above 0 and up to 1000000
train first --lr $'1\n2'                     | ~--lr 1*2: it takes a number above 0 and up to 1000000
train first --lr                             | --lr needs a value
train first --momentum 1                     | --momentum 1: it takes a number from 0 and below 1
train first --momentum -0.1                  | --momentum -0.1: it takes a number from 0 and below 1
train first --weight-decay nan               | --weight-decay nan: it takes a number from 0 to 1000
train first --momentum 0.9 --optimizer adam  | --momentum is of --optimizer sgd; adam has --beta1
train first --nesterov                       | --nesterov needs --momentum, such as 0.9
train first --optimizer sdg                  | --optimizer sdg: it takes one of sgd, adam, adamw
train first --beta2 1                        | --beta2 1: it takes a number from 0 and below 1
train first --epsilon 0                      | --epsilon 0: it takes a number above 0 and up to 1
train first --clip -1                        | --clip -1: it takes a number from 0 to 1000000
train first --schedule linear                | --schedule linear: it takes one of constant, cosine
train first --warmup 11 --steps 10           | --warmup 11 is longer than --steps 10
train first --steps -1                       | --steps -1: it takes an integer from 0 to 1000000000
train first --steps=-5                       | --steps -5: it takes an integer from 0 to 1000000000
train first --steps 1e9                      | --steps 1e9: it takes an integer from 0 to 1000000000
train first --steps 1000000001               | --steps 1000000001: it takes an integer from 0 to 1000000000
train first --steps 99999999999999999999     | --steps 99999999999999999999: it takes an integer from 0 to 1000000000
train first --steps 2.5                      | --steps 2.5: it takes an integer from 0 to 1000000000
train first --steps ' 5'                     | --steps  5: it takes an integer from 0 to 1000000000
train first --steps ''                       | ~--steps*: it takes an integer from 0 to 1000000000
train first --steps                          | --steps needs a value
train first --batch 0                        | --batch 0: it takes an integer from 1 to 65536
train first --seed -1                        | --seed -1: it takes an integer from 0 to 18446744073709551615
train first --seed 18446744073709551616      | --seed 18446744073709551616: it takes an integer from 0 to 18446744073709551615
train first --seed 1x                        | --seed 1x: it takes an integer from 0 to 18446744073709551615
train first --length 0                       | --length 0: it takes an integer from 1 to 512
train first --length 513                     | --length 513: it takes an integer from 1 to 512
train first --vocab 0                        | --vocab 0: it takes an integer from 1 to 65536
train first --dim 4097                       | --dim 4097: it takes an integer from 1 to 4096
train first --heads 0                        | --heads 0: it takes an integer from 1 to 64
train first --layers 9                       | --layers 9: it takes an integer from 1 to 8
train first --eval-every 0                   | --eval-every 0: it takes an integer from 1 to 1000000000
train first --scale 3                        | --scale 3: it takes an integer from 1 to 2
train first --mask sideways                  | --mask sideways: it takes one of none, causal, strict
train first --mask                           | --mask needs a value
report one two three                         | report takes two runs at most, not also three
train first --attention flash                | --attention flash: it takes one of composed, fused
train first --png jpg                        | --png jpg: it takes one of keyframes, final, none
train first --keyframes 5,3                  | --keyframes 5,3: it takes up to 64 integers from 0 to 1000000000, rising, with commas between
train first --keyframes 3,3                  | --keyframes 3,3: it takes up to 64 integers from 0 to 1000000000, rising, with commas between
train first --keyframes 1,,2                 | --keyframes 1,,2: it takes up to 64 integers from 0 to 1000000000, rising, with commas between
train first --keyframes 1,                   | --keyframes 1,: it takes up to 64 integers from 0 to 1000000000, rising, with commas between
train first --keyframes -1,2                 | --keyframes -1,2: it takes up to 64 integers from 0 to 1000000000, rising, with commas between
train first --keyframes a                    | --keyframes a: it takes up to 64 integers from 0 to 1000000000, rising, with commas between
train first --keyframes "$(seq -s , 0 64)"   | ~--keyframes 0,1,2,*,64: it takes up to 64 integers from 0 to 1000000000, rising, with commas between
train first --out ''                         | --out: it takes a name that is not empty
train first --quiet=yes                      | --quiet takes no value
train first --lr 1 --lr 2                    | --lr is given twice
train first --lr=1 --lr 1                    | --lr is given twice
train first --quiet --quiet                  | --quiet is given twice
train first --step 3                         | unknown flag --step; did you mean --steps?
train first --stesp=5                        | unknown flag --stesp; did you mean --steps?
train first --frobnicate                     | unknown flag --frobnicate; --help lists them
train first -x                               | unknown flag -x; --help lists them
train first --heads 3 --dim 32               | ~--heads 3 does not divide --dim 32*
train first --heads=33                       | ~--heads 33 does not divide --dim 32*
train shift --length 1                       | --length 1: the task shift needs at least 2
train first --vocab 1                        | first has too few different sequences to hold some out: length 8, vocabulary 1; raise one
train first --length 2 --vocab 2             | first has too few different sequences to hold some out: length 2, vocabulary 2; raise one
train first --residual --no-residual          | --residual is given twice
train first --no-steps                        | unknown flag --no-steps; --help lists them
train first --heads 3 --key-size 8 --residual | --residual: heads of 3 x 8 are not as wide as --dim 32; add --output-projection
train first --key-size 8 --layers 2          | --layers: heads of 1 x 8 are not as wide as --dim 32; add --output-projection
train first --freeze W_X                     | there is no parameter "W_X" to freeze; there are E P W_Q W_K W_V U b
train first --freeze W_Q,                    | there is no parameter "" to freeze; there are E P W_Q W_K W_V U b
train first --freeze layer1.attention.W_Q    | ~there is no parameter "layer1.attention.W_Q" to freeze*
train first --tie q=k                        | --tie q=k: it takes one of none, k=q, v=k
train first --positions rotary               | --positions rotary: it takes one of learned, sinusoidal, none
train first --gain-qk -1                     | --gain-qk -1: it takes a number from 0 to 100
train first --feed-forward -1                | --feed-forward -1: it takes an integer from 0 to 16384
train gather --length 7                      | --length 7 --vocab 14: the task gather needs an even length, half values and half pointers, and two tokens more than there are pointers
train parity --vocab 3                       | --length 12 --vocab 3: the task parity needs a vocabulary of 2
train first --batch 8192 --length 512 --dim 1 --steps 1 | ~*--batch 8192*
train                                        | train needs a task (heed tasks lists them), or --data FILE
train --steps 5                              | train needs a task (heed tasks lists them), or --data FILE
train --                                     | train needs a task (heed tasks lists them), or --data FILE
train revrse                                 | unknown task revrse; did you mean reverse?
train sideways                               | unknown task sideways; heed tasks lists them
train first shift                            | train takes one task, not also shift
train first -- --lr                          | train takes one task, not also --lr
train first a b c d e                        | ~*
tasks revrse                                 | unknown task revrse; did you mean reverse?
tasks first shift                            | heed tasks takes one task at most, not also shift
tasks --frobnicate                           | ~unknown flag --frobnicate*
trian                                        | unknown command trian; did you mean train?
frobnicate                                   | unknown command frobnicate; heed --help lists them
--frobnicate                                 | unknown command --frobnicate; heed --help lists them
''                                           | ~unknown command*
TABLE
)

rows=0
while IFS= read -r row; do
    rows=$((rows + 1))
    eval "set -- ${row%%|*}"
    message=${row#*| }
    pattern=${message#\~}
    run "$@"
    if [ "$pattern" = "$message" ]; then
        expect 2 "heed: $message"
    else
        expect 2 "~heed: $pattern"
    fi
    [ ! -s "$out" ] || fail "stdout is not empty"
    [ -z "$(ls -A)" ] || fail "something was created: $(ls -A)"
    rm -rf runs
done <<<"$table"
[ "$rows" -gt 70 ] || fail "only $rows rows of the table were read"

# Help is no error: it goes to stdout.
for line in "--help" "-h" "help" "train --help" "train reverse --help" "check --help" "tasks --help"; do
    # shellcheck disable=SC2086 # several words
    run $line
    expect 0
    grep -q '^usage: ' "$out" || fail "no usage on stdout"
    [ ! -s "$err" ] || fail "stderr is not empty"
done
for flag in steps batch optimizer lr momentum nesterov beta1 beta2 epsilon weight-decay clip schedule warmup \
    seed length vocab dim heads key-size layers mask attention output-projection \
    residual feed-forward layer-norm positions freeze tie no-scale gain-qk embedding-std \
    eval-every keyframes png scale init config resume out quiet help; do
    run train --help
    grep -q -- "^  --$flag " "$out" || fail "the help does not name --$flag"
done

run
expect 2
cat "$out" "$err" | grep -q '^usage: ' || fail "no usage without arguments"

run --version
expect 0
grep -Eq '^heed [0-9]+\.[0-9]+\.[0-9]+ \(real = (float|double), (gcc|clang) [0-9.]+, kernels for (portable|avx2|avx512)\)$' "$out" || fail "the version's form"

# Lines of help fit a terminal.
for line in "--help" "train --help" "check --help" "tasks" tasks\ {first,shift,reverse,copy,gather,max,mode,count,dup,neighbours} \
    tasks\ {recall,marker,induction,parity}; do
    # shellcheck disable=SC2086 # several words
    run $line
    expect 0
    ! grep -Eq '^.{101,}$' "$out" || fail "a line is wider than 100 characters: $(grep -E '^.{101,}$' "$out" | head -n 1)"
done

run tasks
for task in first shift reverse copy gather max mode count dup neighbours recall marker induction parity; do
    grep -q "^$task " "$out" || fail "the list lacks $task"
done
run tasks shift
grep -Eq '^ *([0-9] ){7}[0-9]  ->  _ ([0-9] ){6}[0-9]$' "$out" || fail "no sample"

[ -z "$(ls -A)" ] || fail "something was created: $(ls -A)"
finish
