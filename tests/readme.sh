#!/usr/bin/env bash
# Every command of README.md works on what was built, and what the README points at is there. .ci/run runs the two that
# build, ./dev demo and ./dev test, in a fresh clone; here the demo is the run that it makes.
#
# CTest sets SOURCE, the project's folder, HEED, in the folder of what was built, and CHECK_RUN. The commands run in a copy
# of what git would commit.
set -u
export LC_ALL=C TERM=dumb
copy=$(mktemp -d "${TMPDIR:-/tmp}/heed-readme-XXXXXX") || exit 1
trap 'cd / && rm -rf -- "$copy"' EXIT
failures=0

fail() {
    failures=$((failures + 1))
    printf 'FAILED: %s\n' "$1"
}

# The files that git knows or would take; without git, all but what is made.
list() {
    git -c safe.directory="$SOURCE" ls-files -z --cached --others --exclude-standard 2>/dev/null ||
        find . \( -name build -o -name runs -o -name my -o -name .git \) -prune -o -type f -print0
}

cd "${SOURCE:?the folder of the sources}" || exit 1
list | while IFS= read -r -d '' file; do
    [ ! -e "$file" ] || printf '%s\0' "$file" # git also lists what has been removed
done | tar --create --null --files-from=- | tar --extract --directory "$copy" || exit 1
cd "$copy" || exit 1

mkdir build
ln -s "$(dirname -- "$HEED")" build/release

commands=0
while IFS= read -r line; do
    case $line in
    "" | "#"*) continue ;;
    "./dev demo") line="build/release/heed train reverse" ;;
    esac
    commands=$((commands + 1))
    begun=$(date +%s)
    bash -c "$line" >"$copy/.said" 2>&1 </dev/null || fail "exit code $? from: $line
$(tail -n 10 "$copy/.said")"
    echo "$line: $(($(date +%s) - begun)) s"
    # Pictures that it names for the reader to open.
    for picture in $(grep -o '[^ ]*\.png' "$copy/.said"); do
        [ -s "$picture" ] || fail "$line speaks of $picture, which is not there"
    done
done < <(sed -n '/^```sh$/,/^```$/p' README.md | grep -v '^```')
[ "$commands" -ge 3 ] || fail "only $commands commands were found in README.md"

# Each run has all that the README names, whole.
runs=0
for folder in runs/*/; do
    [ -d "$folder" ] || break
    runs=$((runs + 1))
    found=$("$CHECK_RUN" "$folder") || fail "$folder is damaged"
    case $found in
    "status=done "*" attn=0,"*" weights=0,"*" film=1") ;;
    *) fail "$folder: $found" ;;
    esac
done
[ "$runs" -ge 2 ] || fail "only $runs runs were made"

# Links lead to files that are in the copy.
links=0
while IFS= read -r link; do
    links=$((links + 1))
    [ -e "$link" ] || fail "README.md links to $link, which is not there"
done < <(grep -o '](\([^)]*\))' README.md | sed 's/^](//; s/)$//; s/#.*//' | grep -v '^[a-z]*:' | sort -u)
[ "$links" -ge 3 ] || fail "only $links links were found in README.md"

printf '%d commands, %d runs, %d links, %d failures\n' "$commands" "$runs" "$links" "$failures"
[ "$failures" -eq 0 ]
