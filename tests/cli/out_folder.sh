#!/usr/bin/env bash
# Where a run goes: what is no folder, not ours or not writable is refused and left as it is; what is missing is made; a
# run of ours is replaced.
. "$(dirname -- "$0")/common.sh"

quick=(--length 3 --dim 4 --batch 2 --quiet)

# to FOLDER FLAG...: a short run into a folder.
to() {
    local folder=$1
    shift
    run train first "${quick[@]}" --out "$folder" "${@:---steps=1}"
}

# --- refused, and nothing changed -----------------------------------------------------------------------------------

echo mine >file
to file
expect 3 "~heed: file is not a folder; choose another folder with --out"
to file/
expect 3 "~heed: *file*"
to file/below
expect 3 "~heed: *file*"
[ "$(cat file)" = mine ] || fail "file was changed"

mkdir foreign
echo mine >foreign/film.png
to foreign
expect 3 "heed: foreign is not empty and not a run of heed; choose another folder with --out"
[ "$(ls -A foreign)" = film.png ] && [ "$(cat foreign/film.png)" = mine ] || fail "foreign was changed: $(ls -A foreign)"

mkdir foreign_json
echo '{"program": "another"}' >foreign_json/run.json
to foreign_json
expect 3 "~heed: foreign_json is not empty and not a run of heed*"
[ "$(cat foreign_json/run.json)" = '{"program": "another"}' ] || fail "another program's run.json was changed"

to /
expect 3 "~heed: / is not empty and not a run of heed*"
to /dev/null
expect 3 "~heed: /dev/null is not a folder*"

ln -s nowhere dangling
to dangling
expect 3 "~heed: *dangling*"
[ ! -e nowhere ] || fail "a dangling link was followed"

long=$(printf 'n%.0s' {1..300})
to "$long"
expect 3 "~heed: *File name too long*"
to "$(printf 'four/%.0s' {1..1000})"
expect 3 "~heed: the folder's name has more than 4095 characters*"

# --- made -----------------------------------------------------------------------------------------------------------

for name in above/below/run "two words" "Größe 注意" ./-x "semi;colon \$HOME 'quote'" above/../beside trailing/; do
    to "$name"
    expect 0
    expect_run "$name" status=done rows=2 attn=0,1 weights=0,1 film=1
done
run train first --steps 1 "${quick[@]}" --out=-dash
expect 0
expect_run ./-dash status=done film=1

mkdir empty
to empty
expect 0
expect_run empty status=done

mkdir target
ln -s target link
to link
expect 0
[ -h link ] || fail "the link was replaced"
expect_run target status=done

# --- a run of ours is replaced --------------------------------------------------------------------------------------

to again --steps 6
expect 0
expect_run again rows=7 attn=0,1,2,5,6 weights=0,1,2,5,6
echo mine >again/notes.txt
echo mine >again/attn/mine.png
echo mine >again/attn/step_7.txt
to again --steps 1 --keyframes 1
expect 0
for file in notes.txt attn/mine.png attn/step_7.txt; do
    [ "$(cat again/$file)" = mine ] || fail "the user's again/$file is gone"
    rm -f "again/$file"
done
expect_run again status=done rows=2 attn=1 weights=1 film=1
to again --steps 1 --png none
expect 0
expect_run again attn= weights=0,1 film=0

# What lies behind a link in an old run is not ours to remove.
mkdir album
echo mine >album/step_000001.png
to linked
rm -rf linked/attn
ln -s ../album linked/attn
to linked --steps 1 --png none
[ -e album/step_000001.png ] || fail "a file behind the link linked/attn was removed"

# --- the default ----------------------------------------------------------------------------------------------------

for folder in runs/first-s7 runs/first-s7-2 runs/first-s7-3; do
    run train first --steps 1 "${quick[@]}" --seed 7
    expect 0
    grep -q " out=$folder\$" "$out" || fail "stdout does not name $folder"
    expect_run "$folder" status=done
done
rm -rf runs
echo mine >runs
run train first --steps 1 "${quick[@]}"
expect 3 "~heed: *runs*"

finish
