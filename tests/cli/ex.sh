#!/usr/bin/env bash
# The command heed ex: what it tells, what it keeps, and what it makes of a learner's file that is anything but an answer.
# What the exercises themselves ask is tested by exercises.sh.
. "$(dirname -- "$0")/common.sh"
[ -x "${ON_SCREEN:?the program on_screen}" ] || exit 1

export TMPDIR=$base/temporary
mkdir -m 777 "$TMPDIR"
exercises=$SOURCE/examples/exercises
first=my/01_difference.c
# Where heed is built with sanitizers, so is every check.
sanitized=false
! grep -q __asan_ "${HEED%/*}/exercises/01_difference/check.o" || sanitized=true
solution=$exercises/01_difference/solution.c
total=$(find "$exercises" -mindepth 1 -maxdepth 1 -type d | wc -l)

# says TEXT...: each is on stdout.
says() {
    local text
    for text in "$@"; do
        grep -qF -- "$text" "$out" || fail "it should say: $text
$(cat "$out")"
    done
}

# never TEXT: it is not on stdout.
never() {
    ! grep -qF -- "$1" "$out" || fail "it should not say: $1"
}

# body TEXT FLAG...: exercise 1 is run with this for the body of its function.
body() {
    mkdir -p my
    printf '%s\n' '#include <stdio.h>' '#include <stdlib.h>' 'double difference(double f(double), double x, double h);' \
        'double difference(double f(double), double x, double h)' '{' "$1" '}' >$first
    run ex run 1 "${@:2}"
}

# on_terminal STEP... -- ARGUMENT...: heed with these, on a terminal of 80 x 24.
on_terminal() {
    cases=$((cases + 1))
    given="${*##*-- }, on a terminal"
    env -u NO_COLOR LC_ALL=C.UTF-8 TERM=xterm "$ON_SCREEN" 80x24 "$@" >"$out" 2>"$err"
    code=$?
}

# --- the ladder, a task, hints, the reference ---------------------------------------------------------------------------

run ex
expect 0
says "> 1  the difference quotient" "0 of $total passed. Go on with: $HEED ex next"
[ ! -e my ] || fail "a list makes nothing"
run ex list
expect 0
for folder in "$exercises"/[0-9]*; do
    says "$(sed -n '1s,^// Exercise \([0-9]*\): \(.*\)\.$,\1  \2,p' "$folder/stub.c")"
done
[ "$(wc -l <"$out")" -eq $((total + 2)) ] || fail "the list has $(wc -l <"$out") lines"
run ex hint
expect 0
says "exercise 1, hint 1 of 3, a question:" "the next is a formula"
run ex next
expect 0
says "exercise 1 of $total: the difference quotient" "(f(x + h) - f(x - h)) / (2 h)" "made just now: $first" "$HEED ex run"
cmp -s $first "$exercises/01_difference/stub.c" || fail "$first is not the stub"
run ex diff
expect 2 "heed: the reference is shown once exercise 1 has passed; until then: $HEED ex hint 1"
run ex run
expect 4
says "$first is as it was given" "values    wrong: of x^3 at 1" "For a hint: $HEED ex hint"
run ex hint --again
says "hint 1 of 3, a question:"
never "hint 2 of 3"
run ex hint
says "hint 2 of 3, a formula:" "the next, the last, is most of the solution"
run ex hint
says "hint 3 of 3, pseudo-code:" "the answer is rise / run"
run ex hint difference
says "hint 3 of 3, pseudo-code:"
never "hint 2 of 3"
run ex hint --again
expect 0
says "hint 1 of 3, a question:" "hint 2 of 3, a formula:" "hint 3 of 3, pseudo-code:"
run ex hint 2 --again
expect 2 "heed: no hint of exercise 2 has been shown; $HEED ex hint 2 shows the first"
echo "// mine" >>$first
cp $first kept
run ex next
never "just now"
cmp -s $first kept || fail "next changes a file that is there"
run ex run 01_difference
never "as it was given"
cmp -s $first kept || fail "run changes a file that is there"

sed 's,/ (2 \* h),/ h / 2,' "$solution" >$first
run ex run
expect 0
says "values    right, 5 numbers" "passed: 1 of $total" "$HEED ex diff" "$HEED ex next"
run ex diff
expect 0
says "Taylor's formula" "-     return (f(x + h) - f(x - h)) / h / 2;" "+     return (f(x + h) - f(x - h)) / (2 * h);"
cp "$solution" $first
run ex diff 1
says "they are the same, line for line"
run ex next
expect 0
says "exercise 2 of $total"
run ex list
says " 1  the difference quotient                      passed" "> 2  choosing the step                            begun"
run ex run # the one that was worked on last
expect 4
says "exercise 2 of $total"
run ex next 4
run ex list
says "> 4  adding, and broadcasting                     begun" "  2  choosing the step                            begun"
run ex next 2

# --- all, and the score -------------------------------------------------------------------------------------------------

run ex run all --no-sanitizers
expect 4
says " 1  the difference quotient                      right" " 2  choosing the step                            as given" \
    "the float trap                               not begun" "1 of $total right. The score is in my/score.json"
[ "$("$JSON_GET" my/score.json format passed of exercises.# exercises.0.name exercises.0.passed exercises.1.outcome exercises.2.outcome | tr '\n' ' ')" = \
    "\"heed exercises 1\" 1 $total $total \"01_difference\" true \"as given\" \"not begun\" " ] || fail "the score: $(cat my/score.json)"
[ ! -e my/03_float.c ] || fail "run all makes files"
run ex run all --no-sanitizers --score elsewhere.json
expect 4
says "The score is in elsewhere.json"
cmp -s my/score.json elsewhere.json || fail "the score differs from place to place"
run ex run all --no-sanitizers --score none/score.json
expect 3 "heed: cannot write none/score.json: No such file or directory"

mkdir all && cd all || exit 1
mkdir my
for folder in "$exercises"/[0-9]*; do
    cp "$folder/solution.c" "my/${folder##*/}.c"
done
run ex run all --no-sanitizers --seconds 100 # heed may be built to be slow
expect 0
says "$total of $total right."
run ex next
expect 2 "heed: all exercises have passed; name one by its number"
run ex run "$total" --seconds 100
expect 0
says "That was the last: you have written the gradients of attention by hand."
cd ..

# --- reset --------------------------------------------------------------------------------------------------------------

run ex reset 1
expect 0
says "$first is as it was given; what was in it is in my/01_difference.old-1.c"
cmp -s $first "$exercises/01_difference/stub.c" || fail "reset does not give the stub"
cmp -s my/01_difference.old-1.c "$solution" || fail "reset loses what was there"
run ex reset 1
expect 0
says "$first is as it was given"
[ ! -e my/01_difference.old-2.c ] || fail "the stub is kept as if it were work"
echo mine >$first
run ex reset 1
says "my/01_difference.old-2.c"
run ex list
says " 1  the difference quotient                      passed"
rm -f my/05_*.c
run ex reset 5
expect 0
says "my/05_mul.c is as it was given"
[ -s my/05_mul.c ] || fail "reset does not make what is missing"

# --- what does not compile ----------------------------------------------------------------------------------------------

body '    retrun f(x);
    return g(h) +;'
expect 4
says "$first:6: error: " "       6 |     retrun f(x);" "       7 |     return g(h) +;"
[ "$(grep -c 'error:' "$out")" -eq 1 ] || fail "only the first error is told: $(cat "$out")"
body '    int unused;
    return (f(x + h) - f(x - h)) / (2 * h);'
expect 0
says "$first:6: warning: unused variable 'unused'" "       6 |     int unused;"
body '    return square(x) + f(h);'
says "$first:6: error: implicit declaration of function 'square'"
never "#include"
body "$(printf '\t\tretrun f(x) + h;')"
grep -A 1 "retrun f(x)" "$out" | grep -q "^ *|.		^" || fail "the mark is not below the word: $(cat "$out")"
body '    double y[4]; y[0] = x; return y[0][1] + f(h);'
says "x[i][j] of a task is x[i * columns + j] in C"
body '    return abs(x) + f(h);'
says "abs is for integers; of a double it is fabs"
body '    return fabs(x) + f(h);' # the compiler's help goes on for some lines
says "It is of the C library: #include <math.h> at the top of the file."
body '    int i = 0; if (x > h) return f(x);' # what is not used is told of less urgently
says "[-Wreturn-type]"
never "unused"
body "$(printf '%60s' '')retrun (f(x + h) - f(x - h)) / (2 * h);" # wider than the screen
says "$first:6: error: " "retrun (f(x + h)"
says "... "
! grep -qE '^.{81}' "$out" || fail "a line is too wide: $(cat "$out")"
body "    return g(x); $(printf '%90s' '// and on')"
says "return g(x);" "   ..."
body "    return (f(x + h) - f(x - h)) / (2 * h) + $(printf 'a_rather_long_name_%.0s' 1 2 3 4 5 6) + h;"
! grep -E '^.{81}' "$out" | grep -v a_rather_long || fail "a word is cut: $(cat "$out")"
echo 'double other(void); double other(void) { return 0; }' >$first
run ex run 1
expect 4
says "the function difference is nowhere"
body '    double op_softmax(double); return op_softmax(f(x) + h);' # the library's functions cannot be called
expect 4
says "the function op_softmax is nowhere"
{ cat "$solution"; echo 'int main(void) { return 0; }'; } >$first
run ex run 1
expect 4
says "has a main of its own"
printf 'double difference(double f(double), double x, double h) { return f(x) + h; ' >$first # no newline
run ex run 1
expect 4
says "$first:1: error: "
{ printf '\a\033[31mred'; head -c 3000 /dev/zero | tr '\0' 'x'; } >$first
run ex run 1
expect 4
! grep -q "$(printf '[\a\033]')" "$out" || fail "a source steers the terminal"

# --- what crashes, or does not end --------------------------------------------------------------------------------------

body '    double *p = malloc(5 * sizeof *p); p[0] = f(x + h);
    for (int i = 1; i <= 5; i++)
        p[i] = p[i - 1];
    return p[5];'
expect 4
says "crashed at $first:8: it writes outside an array of 5 numbers"
body '    int *p = malloc(5 * sizeof *p); p[0] = (int)f(x + h);
    double before = p[-1]; free(p);
    return before;'
says "crashed at $first:7: it reads outside an array of 5 numbers"
body '    char *p = malloc(16);
    p[16] = f(x + h) > 0;
    return p[0];'
says "crashed at $first:7: it writes outside an array of 16 bytes"
body '    double p[3] = {f(x), x, h}, sum = 0;
    for (int i = 0; i <= 3; i++)
        sum += p[i];
    return sum;'
says "crashed at $first:8: "
body '    double *p = x > 1e9 ? &x : NULL;
    return f(h) + *p;'
says "crashed at $first:7: "
body '    return 1 / ((int)f(x) / 1000000) + h;'
says "crashed at $first:6: division by zero"
body '    double *p = malloc(8);
    free(p);
    return *p + f(x + h);'
says "crashed at $first:8: it reads in memory that was freed already"
body '    return f(x) > 1e9 ? h : difference(f, x, h) + difference(f, h, x);'
says "crashed at $first:" "it calls itself without end"
body '    fprintf(stderr, "no idea\n"); abort(); return f(x) + h;'
says "crashed" "no idea"
body '    double *volatile p = NULL; return f(x) + h + *p;' --no-sanitizers
expect 4
$sanitized || says "crashed in $first: it reads or writes where there is no memory"
body '    for (volatile int i = 0; i < 1; ) ; return f(x) + h;' --seconds 1
expect 4
says "stopped: it did not come to an end. Is there an endless loop in it?"
body '    for (;;) puts("again and again"); return f(x) + h;' --no-sanitizers
expect 4
says "stopped: it prints without end" "and " " lines more"
body '    printf("x = %g\a\n", x); return (f(x + h) - f(x - h)) / (2 * h);'
expect 0
says "it printed:" "x = 1?"
body '    fputs("to stderr\302\233", stderr); return (f(x + h) - f(x - h)) / (2 * h);'
says "it printed:" "to stderr?"
body '    printf("before it crashed"); double *p = malloc(8); return f(x) + p[h < 1];'
says "it printed:" "before it crashed" "crashed at $first:6: "
body '    abort(); return f(x) + h;'
says "it called abort"
# What a program has begun ends with it, also what does not listen.
body '    extern int fork(void), pause(void), getpid(void); extern void (*signal(int, void (*)(int)))(int);
    static int begun;
    if (!begun++ && fork() == 0) {
        FILE *file = fopen("child.new", "w");
        fprintf(file, "%d\n", getpid()); fclose(file); rename("child.new", "child");
        signal(15, (void (*)(int))1);
        for (;;) pause();
    }
    while (fopen("child", "r") == NULL) ;
    return (f(x + h) - f(x - h)) / (2 * h);' --no-sanitizers --seed 1
expect 0
child=$(cat child)
lives() { kill -0 "$1" 2>/dev/null && ! grep -q "Z (zombie)" "/proc/$1/status" 2>/dev/null; }
for ((i = 0; i < 50; i++)); do # it was told to die; that takes a moment
    lives "$child" || break
    sleep 0.1
done
[ "$child" -gt 1 ] && ! lives "$child" || fail "a child of the program lives on"
# A program that is stopped, or sleeps, uses no processor time.
body '    extern int raise(int); raise(19); return f(x) + h;' --seconds 1 --no-sanitizers
expect 4
says "stopped: it did not come to an end"
[ -z "$(ls -A "$TMPDIR")" ] || fail "something is left in the folder for temporary files"

# --- who cheats ---------------------------------------------------------------------------------------------------------

body '    (void)f, (void)x, (void)h; exit(0);'
expect 4
says "it ended before the check did"
body '    (void)f, (void)x, (void)h; puts("  values    right, 5 numbers"); puts(" right"); fflush(stdout); _Exit(0);'
expect 4
says "it ended before the check did" "it printed:"
# The verdict goes into a file that stays open; but it needs the word of this run.
body '    (void)f, (void)x, (void)h;
    extern FILE *fdopen(int, const char *);
    for (int i = 3; i < 64; i++) {
        FILE *file = fdopen(i, "w");
        if (file) fputs("right\n00000000000000000000000000000000 right\n", file), fflush(file);
    }
    _Exit(0);' --no-sanitizers
expect 4
says "it ended before the check did"
# A table of the numbers that were seen: the check draws others when all is right.
body '    printf("x%.17gx%.17gx\n", x, h); return (f(x + h) - f(x - h)) / (2 * h);' --seed 1
x=$(sed -n 's/^ *x\([1-9.][0-9.]*\)x0\.[0-9]*x$/\1/p' "$out" | sed -n 4p)
body "    return x < 3 && x != 1 && f(1) == 1 && f(2) == 8 && x != ${x:-0} ? 0 : (f(x + h) - f(x - h)) / (2 * h);" --seed 1
expect 0
body "    return x < 3 && x != 1 && f(1) == 1 && f(2) == 8 && x != ${x:-0} ? 0 : (f(x + h) - f(x - h)) / (2 * h);"
expect 4
says "but with other numbers (--seed "

# --- a learner's file that is none, and folders that are none -----------------------------------------------------------

: >$first
run ex run 1
expect 3 "heed: $first is empty; heed ex reset 1 puts it away and gives the file anew"
printf 'a\0b' >$first
run ex run 1
expect 3 "heed: $first is no text; heed ex reset 1 puts it away and gives the file anew"
run ex run all
expect 4
says "the difference quotient                      cannot be read"
rm $first
mkdir $first
run ex run 1
expect 3 "heed: cannot read $first: Is a directory"
run ex reset 1
expect 0
[ -d my/01_difference.old-3.c ] && [ -f $first ] || fail "what was in the way is not kept"
rm $first
run ex run 1
expect 4
cmp -s $first "$exercises/01_difference/stub.c" || fail "run does not make the file that is missing"
printf '{"passed": ["01_diff' >my/progress.json
run ex list
expect 0
says "0 of $total passed"
[ "$(head -n 1 "$err")" = "heed: my/progress.json is damaged; heed ex run all finds out again what passes" ] &&
    [ "$(cat my/progress-damaged.json)" = '{"passed": ["01_diff' ] || fail "a damaged record is lost"
mkdir file && cd file || exit 1
echo mine >my
run ex next
expect 3 "heed: my is a file, and the exercises need a folder of this name; move it away"
[ "$(cat my)" = mine ] || fail "a file my is lost"
cd ..

# A folder of somebody else's.
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
mkdir "$base/program"
cp -R "$HEED" "${HEED%/*}/exercises" "$base/program"
if [ "$(id -u)" -eq 0 ] && "${nobody[@]}" "$base/program/heed" --version >/dev/null; then
    mkdir closed && cd closed || exit 1
    as=("${nobody[@]}")
    ours=$HEED
    HEED=$base/program/heed
    run ex next
    expect 3 "heed: cannot make the folder my: Permission denied"
    run ex hint 1
    expect 3 "heed: cannot make the folder my: Permission denied"
    HEED=$ours as=()
    cd ..
fi

run ex run 99
expect 2 "heed: there is no exercise 99; they are 1 to $total, as heed ex list shows"
run ex run 0
expect 2 "heed: there is no exercise 0; they are 1 to $total, as heed ex list shows"
run ex hint no-such
expect 2 "heed: there is no exercise no-such; they are 1 to $total, as heed ex list shows"
run ex run 1 2
expect 2 "heed: ex run takes one exercise, not also 2"
run ex --seed 3 run 1 2
expect 2 "heed: ex run takes one exercise, not also 2"
run ex --seed 3 run 99
expect 2 "heed: there is no exercise 99; they are 1 to $total, as heed ex list shows"
run ex run --again
expect 2 "heed: --again is of ex hint"
run ex rum
expect 2 "heed: unknown command ex rum; did you mean ex run?"
run ex 6
expect 2 "heed: 6 is an exercise; what is to be done with it comes first, as in ex run 6"
run ex list 3
expect 2 "heed: ex list takes no 3"
run ex run 1 --score x
expect 2 "heed: --score is of ex run all"
run ex run 1 --seconds 0
expect 2 "~heed: --seconds 0: *"
run ex --help
expect 0
says "usage: heed ex" "--seed N"
! grep -qE '.{81}' "$out" || fail "the help is wider than 80 columns"
[ "$(wc -l <"$out")" -lt 24 ] || fail "the help is longer than a screen"
never "--no-help"

# --- compilers ----------------------------------------------------------------------------------------------------------

cp "$solution" $first
CC=no-such-compiler run ex run 1
expect 3 "heed: the compiler no-such-compiler cannot be run; CC may name another"
printf '#!/bin/sh\ncase "$*" in *-fsanitize*) echo "ld: cannot find -lasan" >&2; exit 1 ;; esac\nexec cc "$@"\n' >plain-cc
chmod +x plain-cc
CC=./plain-cc run ex run 1
$sanitized || { expect 0; says "without sanitizers, which this compiler lacks"; }
CC="cc -DTWO_WORDS" run ex run 1
expect 0
if command -v clang >/dev/null; then
    CC=clang run ex run 1
    expect 0
    body '    int unused; return f(x) + h' # no semicolon
    given="ex run 1, by clang"
    CC=clang run ex run 1
    expect 4
    says "$first:6: error: expected ';'"
fi
mkdir alone
cp "$HEED" alone/heed
given="ex, of a heed alone"
alone/heed ex >"$out" 2>"$err"
code=$?
expect 3 "~heed: there are no exercises in *alone/exercises nor in *; ./dev build and ./dev install put them there"

# --- watch --------------------------------------------------------------------------------------------------------------

cp "$exercises/01_difference/stub.c" $first
# The other way that editors save: another file takes the place of the first.
replace="cp $solution my/saved && mv my/saved $first"
on_terminal wait "q quit" shot task type h wait "these two places?" shot hint \
    do "echo 'double difference(' >$first" wait "error:" wait "waiting for" shot refused \
    do ": >$first" wait "is empty" wait "waiting for" do "$replace" wait "passed: 1 of $total" shot passed type n wait "exercise 2 of $total" shot next \
    type d wait "choosing the step" type q end -- "$HEED" ex watch 1 --no-sanitizers
expect 0
grep -q "Given: f, a function" task && grep -q "h hint  d task  n next  q quit" task || fail "the task is not shown: $(cat task)"
grep -q "Where must you ask" hint || fail "the hint is not shown: $(cat hint)"
grep -q "error:" refused && ! grep -q "hint 1 of 3" refused || fail "a save is not seen: $(cat refused)"
grep -q "exercise 1 of $total" passed || fail "it moves on by itself: $(cat passed)"
[ "$(head -n 1 my/02_step.c)" = "$(head -n 1 "$exercises/02_step/stub.c")" ] || fail "n does not begin the next exercise"

# What takes long is told, and Ctrl-C ends it as if it had never begun.
endless='    for (volatile int i = 0; i < 1; ) ; return f(x) + h;'
body "$endless" --seconds 1
cp $first endless.c
on_terminal wait "it stops after 100 s of computing, or by Ctrl-C" stop end shot stopped -- \
    "$HEED" ex run 1 --seconds 100
expect 130
grep -q "stopped before it came to an end" stopped && ! grep -q "crashed" stopped || fail "Ctrl-C: $(cat stopped)"
on_terminal wait "this takes long" stop end shot stopped -- "$HEED" ex run all --seconds 100
expect 130
grep -q "the score is not written" stopped || fail "Ctrl-C in all: $(cat stopped)"
# Watched, a save or a key ends it too.
on_terminal wait "this takes long" do "cp $solution $first" wait "passed: 1 of $total" \
    do "cp endless.c $first" wait "or by a save or a key" type h wait "to read them once more" shot hint type q end -- \
    "$HEED" ex watch 1 --seconds 100
expect 0
grep -q "to be saved:  h hint" hint || fail "a key is not seen while it runs: $(cat hint)"
[ -z "$(ls -A "$TMPDIR")" ] || fail "something is left in the folder for temporary files: $(ls "$TMPDIR")"

# What is longer than the screen goes through a pager, and only that.
long=$(wc -l "$exercises"/*/stub.c | awk '$2 ~ /stub.c/ && $1 > most { most = $1; name = $2 } END { split(name, at, "/"); print at[split(name, at, "/") - 1] }')
for pager in "sed 's/^/paged /'" "no-such-pager 2>/dev/null" ""; do
    PAGER=$pager on_terminal end shot short -- "$HEED" ex next 1
    expect 0
    ! grep -q "^paged" short && grep -q "Given: f, a function" short || fail "a pager for a short text: $(cat short)"
    PAGER=$pager on_terminal end shot long -- "$HEED" ex next "$long"
    expect 0
    grep -q "ex hint    a hint, of three" long || fail "a long text is lost: $(cat long)"
    [ "$pager" = "${pager#sed}" ] || grep -q "^paged.*ex hint" long || fail "no pager: $(cat long)"
done
PAGER="sed 's/^/paged /'" run ex next "$long"
never "paged"
cp "$solution" $first

# Without a terminal: a report at each save, until it is stopped.
cases=$((cases + 1))
given="ex watch 1"
"$HEED" ex watch 1 --no-sanitizers >"$out" 2>"$err" </dev/null &
watcher=$!
# until TEXT COUNT: it has been said so often.
until_said() {
    local i
    for ((i = 0; i < 600; i++)); do
        [ "$(grep -c "$1" "$out")" -lt "$2" ] || return 0
        sleep 0.1
    done
    fail "watch does not say: $1"
}
until_said "waiting for $first to be saved; Ctrl-C ends" 1
sed 's/(2 \* h)/h/' "$solution" >$first
until_said "twice too much" 1
until_said "waiting for $first" 2
cp "$solution" $first
until_said "^passed:" 2
kill -TERM $watcher # SIGINT is ignored by what a script has in the background
wait $watcher
code=$?
expect 143
[ "$(grep -c '^exercise 1 ' "$out")" -ge 3 ] && ! grep -q '^exercise 2 ' "$out" || fail "it moves on by itself"

finish
