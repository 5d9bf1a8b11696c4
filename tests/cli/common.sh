# shellcheck shell=bash
# shellcheck disable=SC2034 # the scripts use what is set here
# What the scripts beside this one share; they begin with `. common.sh` and end with `finish`.
#
# CTest sets HEED, the program, and CHECK_RUN, which reads the folder of a run (check_run.c). A script works in an empty
# folder of its own, so that all can run at once. It goes on after a failure and tells every case that is wrong. Exit
# code 77: it was left out, and the output says why.
set -u
export LC_ALL=C TERM=dumb
unset CI

[ -x "${HEED:?the program to test}" ] && [ -x "${CHECK_RUN:?the program check_run}" ] || exit 1
base=$(mktemp -d "${TMPDIR:-/tmp}/heed-cli-XXXXXX") || exit 1
trap 'cd / && rm -rf -- "$base"' EXIT
work=$base/work out=$base/out err=$base/err
mkdir "$work" && cd "$work" || exit 1
chmod 755 "$base" # some cases run as another user

cases=0 failures=0

# fail TEXT: this case is wrong. Shows what heed was given and what it answered.
fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n' "$1"
    printf '  heed %s\n' "${given:-}"
    printf '  exit code %s\n' "${code:-}"
    cut -c 1-300 "$out" 2>/dev/null | tail -n 3 | sed 's/^/  stdout: /'
    cut -c 1-300 "$err" 2>/dev/null | tail -n 5 | sed 's/^/  stderr: /'
}

# run ARGUMENT...: runs heed, as the user that $as makes of it. Then $code, and the files $out and $err, say what came.
as=()
run() {
    cases=$((cases + 1))
    given=$*
    ${as[@]+"${as[@]}"} "$HEED" "$@" >"$out" 2>"$err" </dev/null
    code=$?
}

# expect CODE [LINE]: the exit code; and stderr is this one line. In LINE, * stands for anything, if it begins with ~.
expect() {
    local line
    [ "$code" -eq "$1" ] || fail "exit code $code, expected $1"
    [ $# -gt 1 ] || return 0
    line=$(cat "$err")
    if [ "$(wc -l <"$err")" -ne 1 ]; then
        fail "stderr has $(wc -l <"$err") lines, expected one: $2"
    elif [ "${2#\~}" = "$2" ] && [ "$line" != "$2" ]; then
        fail "expected: $2"
    elif [ "${2#\~}" != "$2" ]; then
        # shellcheck disable=SC2053 # a pattern
        [[ $line == ${2#\~} ]] || fail "expected, with * for anything: ${2#\~}"
    fi
}

# expect_run FOLDER [FIELD...]: all that is in the folder is whole, and check_run's line has these fields.
expect_run() {
    local folder=$1 found field missing=""
    shift
    if ! found=$("$CHECK_RUN" "$folder" 2>"$base/why"); then
        fail "$folder is damaged: $(head -n 1 "$base/why")"
        return
    fi
    for field in "$@"; do
        case " $found " in
        *" $field "*) ;;
        *) missing="$missing $field" ;;
        esac
    done
    [ -z "$missing" ] || fail "$folder should have$missing, but has: $found"
}

# expect_same FOLDER FOLDER: all bytes, but for what run.json says of the host, which comes last in it.
expect_same() {
    sed '/^  "host": {$/,$d' "$1/run.json" >"$base/one.json"
    sed '/^  "host": {$/,$d' "$2/run.json" >"$base/two.json"
    cmp -s "$base/one.json" "$base/two.json" || fail "run.json differs: $(diff "$base/one.json" "$base/two.json" | head -n 3)"
    [ "$(wc -l <"$base/one.json")" -gt 30 ] || fail "run.json is short"
    diff -r -q -x run.json "$1" "$2" >"$base/why" || fail "$(head -n 3 "$base/why")"
}

# leave_out WHY: the whole script cannot run here.
leave_out() {
    echo "left out: $1"
    exit 77
}

finish() {
    printf '%d runs of heed, %d failures\n' "$cases" "$failures"
    [ "$failures" -eq 0 ] && [ "$cases" -gt 0 ]
    exit
}
