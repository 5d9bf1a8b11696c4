#!/usr/bin/env bash
# What the pages of examples/lessons say is so. In each page:
#
#   - a fenced block that begins with `$ COMMAND` is run, as it stands, where a clone has been built with ./dev build. The
#     lines below the command are what it prints, up to the next command: all of them, in this order. A line `...` stands
#     for any number of lines, and ... inside a line for anything. Blank lines, and blanks at ends of lines, do not count.
#     A command with no lines below it must only succeed. It exits with 0 (write `; echo "exit $?"` where it does not).
#     The pictures (.png) that it names are there afterwards.
#   - a fenced block that begins with ```c FILE is an excerpt of that file, its lines in one piece.
#   - a fenced block that begins with ```c new FILE is a file that is added, and one that begins with ```diff a change to
#     the sources. Commands that follow run the program heed with what has been added and changed.
#   - each number in prose that has a decimal point, two digits, or a %, is one that such a block has, perhaps rounded. Not
#     meant are numbers that somebody else has given: in a quotation (a line that begins with >, or text in double
#     quotes) or in a comment <!-- given: NUMBER NUMBER -->.
#   - a link leads to a file; `name()` is a function of one of the files that its paragraph (list item, table row) links
#     to, or, if it links to none of C, of any source.
#   - a program N_name.c has a page N_name.md, which links to it and runs it; and the other way round.
#
# CTest sets BUILD, the folder of the build, SOURCE, and CC and FLAGS, with which it was built. Named pages are checked alone: tests/pages.sh 4_cat_sat.md
set -u
export LC_ALL=C TERM=dumb HEED_ISA=portable # whose bits are those of every machine
unset CI
PAGES=${PAGES:-${SOURCE:?the folder of the sources}/examples/lessons}
parts=$(dirname -- "$0")/pages
base=$(mktemp -d "${TMPDIR:-/tmp}/heed-pages-XXXXXX") || exit 1
trap 'cd / && rm -rf -- "$base"' EXIT
failures=0 commands=0

# shellcheck source=tests/pages/changes.sh
. "$parts/changes.sh"

# fail TEXT [FILE]: the page is wrong; FILE says how.
fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s: %s\n' "$page" "$1"
    [ $# -lt 2 ] || head -n 20 "$2" | cut -c 1-200 | sed 's/^/    /'
}

# make_clone FOLDER: a clone that has been built, for commands to run in. Its sources are copies where the page changes
# some.
make_clone() {
    local put=(ln -s) entry
    grep -qE '^```(diff|c new )' "$PAGES/$page" && put=(cp -R)
    mkdir -p "$1/build/release/tests" && ln -s "${BUILD:?the folder of the build}"/tests/* "$1/build/release/tests/" || exit 1
    ln -s "$BUILD"/* "$1/build/release/" 2>/dev/null # but for tests
    for entry in "$SOURCE"/*; do
        case ${entry##*/} in
        build | runs | my) ;;
        *) "${put[@]}" "$entry" "$1/" ;;
        esac
    done
    changed=() stale=false
}

# run_block N: command N of the page, in the clone.
run_block() {
    local command code picture
    command=$(cat "$base/blocks/$1.command")
    ! $stale || rebuild
    commands=$((commands + 1))
    bash -c "$command" >"$base/said" 2>&1 </dev/null
    code=$?
    [ "$code" -eq 0 ] || fail "exit code $code from: $command" "$base/said"
    if [ -s "$base/blocks/$1.expected" ] &&
        ! awk -f "$parts/same.awk" "$base/blocks/$1.expected" "$base/said" >"$base/why"; then
        fail "prints something else: $command" "$base/why"
    fi
    grep -o '[^ "'\'']*\.png' "$base/said" | while IFS= read -r picture; do
        [ -s "$picture" ] || echo "$picture"
    done >"$base/why"
    [ ! -s "$base/why" ] || fail "pictures that are not there, from: $command" "$base/why"
}

check_links() {
    grep -o '](\([^)]*\))' "$PAGES/$page" | sed 's/^](//; s/)$//; s/#.*//' | sort -u | while IFS= read -r link; do
        case $link in
        "" | http:* | https:*) ;;
        *) [ -e "$PAGES/$link" ] || echo "$link" ;;
        esac
    done >"$base/why"
    [ ! -s "$base/why" ] || fail "links that lead nowhere" "$base/why"
}

# names.awk prints a line for each `name()`: the name, and the files that are linked beside it.
check_names() {
    local name files
    awk -f "$parts/names.awk" "$PAGES/$page" | while read -r name files; do
        # shellcheck disable=SC2086 # several files
        if [ -n "$files" ]; then
            (cd "$PAGES" && grep -qE "\<$name\(" $files 2>/dev/null) || echo "$name() is not in $files"
        else
            grep -rqE --include='*.[ch]' "\<$name\(" "$SOURCE"/{tensor,autograd,layers,train,examples} ||
                echo "$name() is nowhere"
        fi
    done >"$base/why"
    [ ! -s "$base/why" ] || fail "functions that do not exist" "$base/why"
}

check_page() {
    local begun=$SECONDS block
    page=$1
    rm -rf "$base/blocks" "$base/clone"
    mkdir "$base/blocks"
    make_clone "$base/clone"
    cd "$base/clone" || exit 1
    awk -v into="$base/blocks" -f "$parts/blocks.awk" "$PAGES/$page" >"$base/why" || fail "its blocks" "$base/why"
    for ((block = 1; ; block++)); do
        if [ -e "$base/blocks/$block.command" ]; then
            run_block $block
        elif [ -e "$base/blocks/$block.excerpt" ]; then
            awk -f "$parts/excerpt.awk" "$base/blocks/$block.expected" "$SOURCE/$(cat "$base/blocks/$block.excerpt")" ||
                fail "no excerpt of $(cat "$base/blocks/$block.excerpt")" "$base/blocks/$block.expected"
        elif [ -e "$base/blocks/$block.new" ] || [ -e "$base/blocks/$block.diff" ]; then
            change_sources $block
        else
            break
        fi
    done
    ! $stale || fail "what is changed last is never run"
    awk -f "$parts/numbers.awk" "$PAGES/$page" >"$base/why" || fail "numbers that no block of the page has" "$base/why"
    check_links
    check_names
    echo "$page: $((block - 1)) blocks, $((SECONDS - begun)) s"
}

# Programs and pages, side by side.
check_pairs() {
    local program
    for program in "$PAGES"/[0-9]*_*.c "$PAGES"/[0-9]*_*.md; do
        [ -e "$program" ] || continue
        program=${program##*/}
        program=${program%.*}
        page=$program.md
        grep -q "]($program\.c)" "$PAGES/$page" || fail "does not link to its program $program.c"
        [ -e "$PAGES/$program.c" ] || fail "has no program $program.c"
        grep -q "^\$ build/release/lessons/$program\>" "$PAGES/$page" || fail "does not run its program $program"
    done
}

if [ $# -gt 0 ]; then
    for page in "$@"; do check_page "${page##*/}"; done
else
    for page in "$PAGES"/*.md; do check_page "${page##*/}"; done
    check_pairs
fi
printf '%d commands, %d failures\n' "$commands" "$failures"
[ "$failures" -eq 0 ] && [ $((commands + $#)) -gt 0 ]
