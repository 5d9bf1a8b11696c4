#!/usr/bin/env bash
# Pictures and pages of sizes at the ends, of odd words, and of folders that are not whole: each is drawn, or refused in
# one line; and a run that cannot be drawn is trained and saved all the same.
. "$(dirname -- "$0")/common.sh"

pictures="film.png film_anim.png curves.png weights.png circuits.png captions.txt report.html"

# draws FOLDER FLAG...: the run has every picture, none over 4096 pixels, and its page at most 2 MB.
draws() {
    local folder=$1 name
    shift
    run train "$@" --quiet --out "$folder"
    expect 0
    [ ! -s "$err" ] || fail "$folder: $(cat "$err")"
    expect_run "$folder" status=done film=1
    for name in $pictures; do
        [ -s "$folder/$name" ] || fail "$folder has no $name"
    done
    [ "$(stat -c %s "$folder/report.html")" -le 2000000 ] || fail "the page of $folder has $(stat -c %s "$folder/report.html") bytes"
    run show "$folder"
    expect 0
}

# --- sizes --------------------------------------------------------------------------------------------------------------

printf 'a -> a\n' >one.txt # T = 1, and one token
draws one --data one.txt --held-out 0 --steps 3 --dim 4
grep -q '^ *a *@@100  a$' "$out" || fail "the map of one token: $(tail -n 1 "$out")"
draws heads reverse --length 4 --vocab 6 --heads 16 --dim 16 --steps 2
[ "$(grep -c '^layer 0, head ' "$out")" -eq 16 ] || fail "not 16 heads"
awk 'BEGIN { for (i = 0; i < 512; i++) t = t " " i % 7; print t " ->" t }' >long.txt
draws long --data long.txt --held-out 0 --steps 1 --dim 4 --batch 1
[ "$(wc -l <"$out")" -gt 512 ] || fail "not 512 rows"
draws wide --data long.txt --held-out 0 --steps 2 --dim 256 --batch 1 --heads 8
grep -q 'This page has at most 2 MB: 3 of 3 keyframes are in it. Maps and weights are shown as means' wide/report.html || fail "it does not say what it left out"

# A film of 512 maps in a column would be too large; the rest is drawn.
run train reverse --length 3 --vocab 4 --heads 64 --layers 8 --dim 64 --batch 1 --steps 1 --eval-every 9 --gradcheck off --out large
expect 0
grep -q '^heed: not every picture could be drawn: .*\.png: cannot draw a picture of [0-9]* x [0-9]*: a side has 1 to 4096 pixels$' "$err" ||
    fail "which picture could not be drawn"
! grep -q 'large/film.png' "$err" || fail "a picture is named that is not there"
expect_run large status=done weights=0,1 film=0
[ -s large/curves.png ] && [ -s large/report.html ] && [ ! -e large/film.png ] || fail "the others are not drawn"
tail -c 2 large/captions.txt | grep -q '^\.$' || fail "captions.txt is cut off"

# --- words --------------------------------------------------------------------------------------------------------------

long=$(printf 'x%.0s' {1..200})
printf '%s\n' "<script>alert(1)</script> \"quo\"te's ü -> ü \"quo\"te's <script>alert(1)</script>" "日本語 &amp; $long -> $long &amp; 日本語" \
    "</script><!-- ␛ é -> é ␛ </script><!--" >words.txt
draws words --data words.txt --held-out 0 --steps 3 --dim 8
[ "$(grep -o '</script>' words/report.html | wc -l)" -eq "$(grep -o '</script>' one/report.html | wc -l)" ] || fail "a word ends the page's script"
run show words --tokens "日本語 &amp;"
expect 0
LC_ALL=C.UTF-8 grep -q '^ *日本語 ' "$out" || fail "a word of UTF-8"
printf 'the cat "said": <b>hi</b> &  ünder \n%.0s' {1..60} >text.txt # letters, blanks among them
draws text text --data text.txt --length 12 --steps 2 --dim 8 --batch 2

# --- folders that are not whole -------------------------------------------------------------------------------------------

# broken NAME: a run to be broken.
broken() {
    rm -rf "$1"
    cp -r words "$1"
}
broken some
rm some/log.csv some/attn.npy some/captions.txt some/checkpoint.safetensors some/report.html some/film.png some/weights/step_000001.safetensors
rm -r some/attn
run report some
expect 0
[ -s some/report.html ] || fail "no page of what is left"
run show some
expect 0
run show some --step 1
expect 3 "heed: some keeps no weights of step 1; it keeps those of 0 2 3"
broken weightless
rm weightless/weights/*
run report weightless
expect 3 "~heed: weightless*weights*"
run show weightless
expect 3 "~heed: weightless*weights*"
broken lost
rm lost/run.json
run report lost
expect 3 "heed: cannot read lost/run.json: No such file or directory"
broken damaged
printf 'step,loss\n0,"' >damaged/log.csv
run report damaged
expect 0
truncate -s 100 damaged/weights/step_000003.safetensors
run report damaged
expect 6 "~heed: damaged/weights/step_000003.safetensors*"
broken newer
sed -i 's/"format": 2/"format": 3/' newer/run.json
run report newer
expect 6 "heed: newer/run.json has format 3, and this heed reads up to 2; a newer heed is needed"
cp -r "$SOURCE/tests/cli/format1" older
run report older
expect 0
[ -s older/report.html ] || fail "no page of an older run"

# Interrupted, it is drawn up to there; killed, its page is made of what it kept.
cases=$((cases + 1))
"$ON_SCREEN" 150x24 wait "step=50 " stop end -- "$HEED" train reverse --length 4 --dim 8 --steps 1000000 --out stopped
[ $? -eq 130 ] || fail "not interrupted"
expect_run stopped status=interrupted film=1
for name in $pictures; do
    [ -s "stopped/$name" ] || fail "stopped has no $name"
done
"$HEED" train reverse --length 4 --dim 8 --steps 1000000 --out killed >"$out" 2>"$err" </dev/null &
until grep -q '^step=50 ' "$out"; do sleep 0.05; done
kill -KILL $!
wait $! 2>/dev/null
run report killed
expect 0
grep -q '"status":"running"' killed/report.html || fail "the page of a killed run"

# By its name in runs/, as elsewhere.
mkdir runs && cp -r words runs/mine
run report mine
expect 0
[ "$(cat "$out")" = runs/mine/report.html ] || fail "the page is $(cat "$out")"

finish
