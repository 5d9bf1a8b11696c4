#!/usr/bin/env bash
# coverage.sh BUILD: what the tests that have been run in BUILD, a build by gcc with --coverage, have executed of each
# folder. Fails if a line of tensor/, autograd/ or layers/ was not, and is not in coverage_exclusions.txt; or if one that
# is listed there was. A line counts as executed if it was in float or in double.
set -euo pipefail

TESTS=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)
ROOT=$(dirname -- "$TESTS")
BUILD=$(CDPATH='' cd -- "$1" && pwd)
EXCLUSIONS=$TESTS/coverage_exclusions.txt

# Every line of the library with its count, as gcov writes it: "count:line:source", after "-:0:Source:file".
count_lines() {
    local notes
    cd "$BUILD" # gcov reads the sources by their names from here
    find . -path '*heed*.dir*' -name '*.gcno' -print0 |
        while IFS= read -r -d '' notes; do
            gcov --stdout --relative-only --source-prefix "$ROOT" "$notes" 2>/dev/null
        done
}

count_lines | awk -v exclusions="$EXCLUSIONS" '
    function trimmed(text) { gsub(/^[ \t]+|[ \t]+$/, "", text); return text }

    function read_exclusions(    line, at, key) {
        while ((getline line < exclusions) > 0) {
            if (line ~ /^(#|[ \t]*$)/) continue
            if (line ~ /^[ \t]/) { # it holds for all lines above it that have none yet
                for (key in excluded) reasons[key] = 1
                continue
            }
            at = index(line, ": ")
            excluded[substr(line, 1, at - 1) SUBSEP trimmed(substr(line, at + 2))] = 1
        }
    }

    BEGIN { read_exclusions() }

    {
        split($0, part, ":")
        count = trimmed(part[1]); line = trimmed(part[2]) + 0
        if (line == 0) {
            if (part[3] == "Source") file = part[4]
            next
        }
        if (count == "-") next
        text = $0; sub(/^[^:]*:[^:]*:/, "", text)
        place = file SUBSEP line
        if (!(place in runs)) { order[++places] = place; runs[place] = 0; code[place] = trimmed(text) }
        if (count !~ /^[#=]/) runs[place] = 1
    }

    END {
        for (i = 1; i <= places; i++) {
            place = order[i]; split(place, at, SUBSEP)
            folder = at[1]; sub(/\/.*/, "", folder)
            strict = folder ~ /^(tensor|autograd|layers)$/
            lines[folder]++
            covered[folder] += runs[place]
            if (runs[place] || !strict) continue
            key = at[1] SUBSEP code[place]
            if (key in excluded) { used[key] = 1; set_aside[folder]++; continue }
            printf "not covered: %s:%d: %s\n", at[1], at[2], code[place]
            failed = 1
        }
        for (key in excluded) {
            split(key, at, SUBSEP)
            if (!(key in used)) { printf "listed, but covered or gone: %s: %s\n", at[1], at[2]; failed = 1 }
            if (!reasons[key]) { printf "listed without a reason: %s: %s\n", at[1], at[2]; failed = 1 }
        }
        count = split("tensor autograd layers train", folders, " ")
        for (i = 1; i <= count; i++) {
            folder = folders[i]
            if (!lines[folder]) { print "no counts of " folder "/"; failed = 1 }
            else printf "%s/: %d of %d lines covered, %d set aside\n", folder, covered[folder], lines[folder],
                set_aside[folder]
        }
        exit failed
    }'
