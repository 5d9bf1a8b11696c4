#!/usr/bin/env bash
# Every picture of a run names the command that makes it again; that command, run, gives the same bytes.
. "$(dirname -- "$0")/common.sh"

run train reverse --length 4 --vocab 6 --dim 8 --batch 4 --steps 6 --heads 2 --momentum 0.5 --mask causal --residual \
    --keyframes 0,3 --seed 9 --quiet --out first
expect 0
command="heed train reverse --steps 6 --batch 4 --momentum 0.5 --seed 9 --length 4 --vocab 6 --dim 8 --heads 2 --mask causal"
command="$command --residual --keyframes 0,3"
for picture in film.png film_anim.png curves.png weights.png circuits.png attn/step_000003.png; do
    run whence first/$picture
    expect 0
    [ "$(head -n 1 "$out")" = "$command" ] || fail "$picture names another command"
    grep -qx "Seed: 9" "$out" && grep -qx "Title: reverse: ${picture%.png}" "$out" || fail "seed or title of $picture"
done
hash=$(sed -n 's/^    "weights": "\([0-9a-f]*\)".*/\1/p' first/run.json)
run whence first/film.png
[ -n "$hash" ] && grep -qx "Weights: $hash" "$out" && grep -qx "Step: 6" "$out" || fail "the hash of run.json is $hash"

# shellcheck disable=SC2086 # several words
run ${command#heed } --quiet --out second
expect 0
expect_same first second

# What the task has by default, and this run has not.
run train marker --no-residual --steps 2 --dim 8 --batch 2 --quiet --out bare
expect 0
grep -q '"residual": false' bare/run.json || fail "--no-residual: there is a residual"
run whence bare/film.png
[ "$(head -n 1 "$out")" = "heed train marker --steps 2 --batch 2 --seed 1 --dim 8 --no-residual" ] ||
    fail "bare: $(head -n 1 "$out")"
run train marker --help
grep -q '^  --residual .* (yes; --no-residual)$' "$out" || fail "the help of marker does not tell of --no-residual"

# Sequences from a file have the file's sizes, and its name is one word for a shell.
printf '%s\n' "a b -> b a" "b c -> c b" "c a -> a c" >"it's mine.txt"
run train --data "it's mine.txt" --held-out 0 --steps 3 --dim 8 --quiet --out lines
expect 0
run whence lines/film.png
command=$(head -n 1 "$out")
[ "$command" = "heed train data --steps 3 --data 'it'\\''s mine.txt' --held-out 0 --seed 1 --dim 8" ] || fail "lines: $command"
eval "run ${command#heed } --quiet --out lines_again"
expect 0
expect_same lines lines_again
head -c 300 "$SOURCE/README.md" | tr -cd 'a-z ' >text.txt
run train text --data text.txt --length 8 --steps 2 --dim 8 --batch 2 --quiet --out text
expect 0
run whence text/film.png
# shellcheck disable=SC2046 # several words
run $(head -n 1 "$out" | cut -d ' ' -f 2-) --quiet --out text_again
expect 0
expect_same text text_again

# --- captions -------------------------------------------------------------------------------------------------------

for picture in film.png film_anim.png curves.png weights.png circuits.png attn/step_000000.png attn/step_000006.png; do
    [ "$(grep -c "^$picture: .*\.$" first/captions.txt)" -eq 1 ] || fail "captions.txt has no sentence for $picture"
done

# --- what is no picture of heed -------------------------------------------------------------------------------------

run whence none.png
expect 3 "heed: cannot read none.png: No such file or directory"
run whence first
expect 3 "heed: cannot read first: Is a directory"
run whence first/run.json
expect 3 "heed: first/run.json: it is no PNG"
head -c 5000 first/film.png >cut.png
run whence cut.png
expect 3 "heed: cut.png: it is cut off"
: >empty.png
run whence empty.png
expect 3 "heed: empty.png: it is no PNG"
run whence
expect 2 "heed: whence takes one picture"
run whence a b
expect 2 "heed: whence takes one picture"

finish
