#!/usr/bin/env bash
# Every exercise: its stub compiles without a warning and is told what is missing, its solution passes, and each typical
# wrong answer (tests/exercises/NN_name/*.c) fails with the words that its lines `// expect: WORDS` ask for, and without
# those of `// never: WORDS`.
#
# Wrong answers and stubs are compiled without sanitizers, which is twice as fast, unless a line `// sanitizers` asks for
# them; the solutions with them. What lies in tests/exercises/NN_name/right passes as well.
. "$(dirname -- "$0")/common.sh"

# answer FILE: it takes the place of the learner's file of the exercise $name.
answer() {
    mkdir -p my
    cp "$1" "my/$name.c"
}

# try FILE CODE FLAG...: this answer ends with the code, and nothing but the report is said.
try() {
    answer "$1"
    run ex run "$name" --seconds 100 "${@:3}"
    [ "$code" -eq "$2" ] || fail "$name: ${1##*/} ends with $code, expected $2"
    [ ! -s "$err" ] || fail "$name: ${1##*/}: something is said on stderr"
}

exercises=0 wrong=0
for folder in "$SOURCE"/examples/exercises/[0-9][0-9]_*; do
    name=${folder##*/}
    exercises=$((exercises + 1))
    for file in stub.c check.c solution.c hints.txt; do
        [ -s "$folder/$file" ] || fail "$name has no $file"
    done
    [ "$(grep -c '^---$' "$folder/hints.txt")" -eq 2 ] || fail "$name: hints.txt must have three levels"
    if grep -qsE '.{81}' "$folder"/{stub.c,solution.c,given.h}; then
        fail "$name: something that is read is wider than 80 columns"
    fi
    ! grep -qE '.{79}' "$folder/hints.txt" || fail "$name: a hint, moved in by two, is wider than 80 columns"

    try "$folder/stub.c" 4 --no-sanitizers
    ! grep -qE 'warning|crash' "$out" || fail "$name: the stub should compile without a warning, and be wrong"
    grep -q 'wrong' "$out" || fail "$name: the stub is not told what is wrong"
    try "$folder/solution.c" 0
    ! grep -q 'warning' "$out" || fail "$name: the solution should compile without a warning"

    answers=0
    for answer in "$SOURCE/tests/exercises/$name"/*.c; do
        answers=$((answers + 1))
        if grep -q '^// sanitizers' "$answer"; then
            try "$answer" 4
        else
            try "$answer" 4 --no-sanitizers
        fi
        grep -q '^// expect: .' "$answer" || fail "$answer does not say what is expected"
        tr -s ' \n' ' ' <"$out" >"$base/words" # a report may break its lines anywhere
        ! grep -qE 'the gradient of [^ ]+ is wrong$' "$out" || fail "$name: ${answer##*/} is told no more than that"
        while IFS= read -r words; do
            grep -qF -- "$words" "$base/words" || fail "$name: ${answer##*/} is not told: $words
$(cat "$out")"
        done < <(sed -n 's,^// expect: ,,p' "$answer")
        while IFS= read -r words; do
            ! grep -qF -- "$words" "$base/words" || fail "$name: ${answer##*/} is told what it should not be: $words"
        done < <(sed -n 's,^// never: ,,p' "$answer")
    done
    for answer in "$SOURCE/tests/exercises/$name/right"/*.c; do
        [ ! -e "$answer" ] || try "$answer" 0 --no-sanitizers
    done
    [ "$answers" -ge 3 ] || fail "$name has only $answers wrong answers"
    wrong=$((wrong + answers))
done
[ "$exercises" -ge 1 ] || fail "no exercises were found"
echo "$exercises exercises, $wrong wrong answers"
finish
