#!/usr/bin/env bash
# What the screen of a terminal has while heed trains and when it shows a run; and what comes where there is none.
. "$(dirname -- "$0")/common.sh"
[ -x "${ON_SCREEN:?the program on_screen}" ] || exit 1

# on_screen SIZE "SETTING..." STEP... -- ARGUMENT...: runs heed on a terminal of this size, with these settings.
on_screen() {
    local size=$1 settings=$2 steps=()
    shift 2
    while [ "$1" != -- ]; do
        steps+=("$1")
        shift
    done
    shift
    cases=$((cases + 1))
    given="$* (on a terminal of $size, $settings)"
    # shellcheck disable=SC2086 # several words
    env -u NO_COLOR -u COLORTERM -u CLICOLOR_FORCE -u FORCE_COLOR LC_ALL=C.UTF-8 TERM=xterm $settings \
        "$ON_SCREEN" "$size" "${steps[@]}" -- "$HEED" "$@" >"$out" 2>"$err"
    code=$?
    [ "$code" -ne 99 ] || fail "$(head -n 3 "$err")"
}

# lines FILE: how many; columns FILE: of its longest line, each letter as one.
lines() { wc -l <"$1"; }
columns() { sed 's/[\x80-\xbf]//g' "$1" | awk '{ if (length($0) > w) w = length($0) } END { print w + 0 }'; }

long=(train reverse --steps 1000000 --png none --gradcheck off --out long) # until it is stopped
short=(train reverse --steps 60 --length 4 --dim 8 --png none --gradcheck off --out short)

# --- the panel ----------------------------------------------------------------------------------------------------------

on_screen 80x24 "" wait "held-out 100.0" frames 2 shot panel stop end shot after -- "${long[@]}"
expect 130
[ "$(lines panel)" -eq 15 ] || fail "the panel has $(lines panel) lines, not 4, an empty one, a heading, the keys and 8 queries"
[ "$(columns panel)" -lt 80 ] || fail "a line of the panel has $(columns panel) columns"
sed -n 1p panel | grep -q '^reverse  T = 8  D = 32  H = 1  layers 1  seed 1$' || fail "the first line: $(sed -n 1p panel)"
sed -n 2p panel | grep -Eq '^step [0-9]+/1000000 (─){24}  [0-9]+ s left  [0-9]+ steps/s$' || fail "the second line: $(sed -n 2p panel)"
sed -n 3p panel | grep -Eq '^loss [0-9.]+  held-out [0-9.]+ %  █[▁▂▃▄▅▆▇█]*$' || fail "the third line: $(sed -n 3p panel)"
sed -n 4p panel | grep -Eq '^moved  W_Q [0-9]+ %  W_K [0-9]+ %  W_V [0-9]+ %$' || fail "the fourth line: $(sed -n 4p panel)"
[ "$(sed -n 6p panel)" = "  head 0" ] || fail "the heading: $(sed -n 6p panel)"
# Queries are labelled as keys are, and each looks at its mirror position: its weight ends where the key's column does.
awk 'NR == 7 { for (i = 1; i <= NF; i++) key[i] = $i; heads = $0; if (NF != 8) bad = "keys" }
    NR > 7 {
        t = NR - 7
        if ($1 != key[t]) bad = "label of row " t
        cell = substr($0, 5 + 3 * (8 - t), 3) + 0
        if (cell < 30) bad = "row " t " has " cell
        if (substr(heads, 5 + 3 * (8 - t), 3) != "  " key[9 - t]) bad = "column " 9 - t
    } END { print bad; exit bad != "" }' panel >why || fail "the map: $(cat why)"
[ "$(lines after)" -eq 1 ] && grep -q '^heed: stopped; heed train --resume long goes on$' after ||
    fail "the panel is not taken away: $(head -n 3 after)"

on_screen 80x24 "" frames 2 shot panel stop end -- "${long[@]}" --heads 4
sed -n 6p panel | grep -Eq '^  head 0 +head 1$' || fail "as many heads as fit: $(sed -n 6p panel)"
on_screen 150x24 "" frames 2 shot panel stop end -- "${long[@]}" --heads 4
sed -n 6p panel | grep -Eq '^  head 0 +head 1 +head 2 +head 3$' || fail "four heads: $(sed -n 6p panel)"
on_screen 80x14 "" frames 2 shot panel stop end -- "${long[@]}"
[ "$(lines panel)" -eq 10 ] && grep -q 'means of 2 x 2' panel || fail "a low terminal has smaller maps: $(cat panel)"
on_screen 80x24 LC_ALL=C frames 2 shot panel stop end -- "${long[@]}"
! grep -q '[^ -~]' panel && grep -q '^loss [0-9.]*  held-out [0-9.]* %  #' panel || fail "letters that an ASCII terminal lacks"

# Colours: truecolour, 256, none. NO_COLOR takes colours away and leaves the panel; --color wins over it.
on_screen 80x24 COLORTERM=truecolor wait "held-out 100.0" frames 2 grounds colors stop end -- "${long[@]}"
# lightest COLUMN: each of 8 rows of cells, the first at this column, is lightest where its mirror position is.
lightest() {
    awk -v left="$1" 'BEGIN { count = split("16 232 17 53 54 90 126 125 161 197 203 209 215 222 229 230", ramp, " ")
            for (i = 1; i <= count; i++) light["index" ramp[i]] = 16 * i }
        NR == 1 { top = $1 }
        { t = $1 - top; j = int(($2 - left) / 3); cells[t "," j] = $NF in light ? light[$NF] : $NF }
        END {
            for (t = 0; t < 8; t++)
                for (j = 0; j < 8; j++)
                    if (j != 7 - t && !(cells[t "," j] < cells[t "," 7 - t])) bad = bad " " t "," j
            if (NR != 8 * 8 * 3) bad = bad " cells: " NR
            print bad; exit bad != ""
        }' colors >why
}
lightest 4 || fail "truecolour:$(cat why)"
on_screen 80x24 TERM=xterm-256color wait "held-out 100.0" frames 2 grounds colors stop end -- "${long[@]}"
grep -q ' index[0-9]*$' colors && lightest 4 || fail "256 colours:$(cat why)"
for settings in "TERM=xterm" "TERM=xterm-256color COLORTERM=truecolor NO_COLOR=1"; do
    on_screen 80x24 "$settings" frames 2 shot panel grounds colors stop end -- "${long[@]}"
    [ ! -s colors ] && grep -q '^moved  W_Q' panel || fail "colours with $settings"
done
on_screen 80x24 "COLORTERM=truecolor" frames 2 grounds colors stop end -- "${long[@]}" --color never
[ ! -s colors ] || fail "--color never"
on_screen 80x24 "NO_COLOR=1" frames 2 grounds colors stop end -- "${long[@]}" --color always
grep -q ' index[0-9]*$' colors || fail "--color always"

# --- a small terminal, and one that changes -------------------------------------------------------------------------------

on_screen 40x10 "" frames 2 shot panel stop end shot after -- "${long[@]}"
[ "$(lines panel)" -eq 1 ] && grep -Eq '^reverse [0-9]+/1000000  loss [0-9.]+' panel || fail "40x10: $(cat panel)"
[ "$(columns panel)" -lt 40 ] || fail "a line of $(columns panel) columns on a terminal of 40"
grep -q '^heed: stopped; ' after && [ "$(grep -c reverse after)" -eq 0 ] || fail "the line is not taken away: $(cat after)"

# Whatever size it gets, there is one panel on it, whole, and below it nothing.
on_screen 100x30 "" wait "held-out 100.0" size 62x24 frames 2 shot narrow size 40x10 frames 2 shot line size 40x24 frames 2 \
    size 12x24 frames 2 shot least size 90x20 frames 2 shot wide size 80x8 frames 2 shot low stop end shot after -- "${long[@]}"
expect 130
for shot in narrow wide low; do
    [ "$(grep -c '^reverse  T = 8' $shot)" -eq 1 ] && [ "$(grep -c '^step ' $shot)" -eq 1 ] || fail "$shot: $(cat $shot)"
    sed -n 1p $shot | grep -q '^reverse  T = 8' || fail "remains above: $(sed -n 1p $shot)"
done
[ "$(columns narrow)" -lt 62 ] && [ "$(lines narrow)" -eq 15 ] || fail "62x24: $(lines narrow) lines of $(columns narrow)"
[ "$(lines wide)" -eq 15 ] && [ "$(lines low)" -le 7 ] || fail "90x20 has $(lines wide) lines, 80x8 has $(lines low)"
[ "$(lines line)" -eq 1 ] && [ "$(columns line)" -lt 40 ] || fail "40x10: $(cat line)"
[ "$(lines least)" -eq 1 ] && [ "$(columns least)" -lt 12 ] || fail "12x24: $(cat least)"
[ "$(lines after)" -eq 1 ] || fail "after all that: $(cat after)"

# --- heed show ----------------------------------------------------------------------------------------------------------

run train reverse --steps 120 --png none --quiet --out run
expect 0
on_screen 80x24 COLORTERM=truecolor end shot screen grounds colors -- show run
expect 0
# Its cells are where the panel's are: an anti-diagonal of light ones, each with its weight in per cent.
lightest 7 || fail "show in truecolour:$(cat why)"
awk 'NF == 3 && /^ / { rows++; if ($2 < 60 || $2 > 100 || $3 != $NF) bad = 1 } END { exit bad || rows != 8 }' screen ||
    fail "the rows of show: $(cat screen)"
[ "$(columns screen)" -le 80 ] || fail "show has $(columns screen) columns"
on_screen 80x24 "COLORTERM=truecolor NO_COLOR=1" end shot screen grounds colors -- show run
[ ! -s colors ] && grep -q ' [@%#*]\{2\} *[0-9][0-9] ' screen && [ "$(columns screen)" -le 80 ] || fail "NO_COLOR: $(cat screen)"
on_screen 40x30 COLORTERM=truecolor end shot screen grounds colors -- show run --color never
[ ! -s colors ] && [ "$(tail -n 9 screen | awk '{ if (length($0) > w) w = length($0) } END { print w }')" -le 40 ] ||
    fail "a map is wider than 40 columns: $(cat screen)"
on_screen 26x30 TERM=xterm-256color end grounds colors -- show run
awk '{ n[$1]++ } END { for (r in n) if (n[r] != 16) bad = 1; exit bad || NR != 128 }' colors || fail "26 columns: cells of two"
COLORTERM=truecolor run show run
! grep -q $'[\r\033]' "$out" || fail "control characters in a pipe"
COLORTERM=truecolor run show run --color always
grep -q $'\033\[38;2;' "$out" && ! grep -q $'\r' "$out" || fail "--color always in a pipe"
# A text has more letters than the terminal has columns for: cells shrink to one column, then are averaged.
run train text --length 64 --steps 2 --dim 8 --batch 1 --png none --quiet --out text
on_screen 90x100 COLORTERM=truecolor end shot screen grounds colors -- show text
# Letters see only those before them: of 64 rows, each is one cell longer than the row above.
awk '{ n[$1]++ } END { for (r in n) { rows++; sum += n[r] } exit rows != 64 || sum != 64 * 65 / 2 }' colors || fail "64 rows of cells"
on_screen 40x100 COLORTERM=truecolor end shot screen grounds colors -- show text
grep -q '^each cell is the mean of 3 x 3 weights$' screen && [ "$(cut -d ' ' -f 1 colors | sort -u | wc -l)" -eq 22 ] ||
    fail "a narrow terminal: $(tail -n 3 screen)"

# --- where there is no terminal -----------------------------------------------------------------------------------------

on_screen 80x24 "" end shot screen -- "${short[@]}"
expect 0
! grep -q 'step=\|^done ' screen || fail "the lines for a pipe came as well: $(cat screen)"
for settings in TERM=dumb CI=true; do
    on_screen 80x24 "$settings" end shot screen -- "${short[@]}"
    grep -q '^step=1 ' screen && ! grep -q '^moved' screen || fail "with $settings: $(cat screen)"
done
on_screen 150x24 "" end shot screen -- "${short[@]}" --quiet
[ "$(lines screen)" -eq 1 ] && grep -q '^done ' screen || fail "--quiet: $(cat screen)"

# redirected SIZE WHERE: heed's streams are sent there by a shell on the terminal.
redirected() {
    cases=$((cases + 1))
    given="${short[*]} $1"
    TERM=xterm LC_ALL=C.UTF-8 "$ON_SCREEN" 80x24 end shot screen -- sh -c "\"$HEED\" ${short[*]} $1" >"$out" 2>"$err"
    code=$?
    expect 0
}
redirected '2>log'
! grep -q '[[:cntrl:]]' log && grep -q '^step=1 ' screen || fail "stderr is a file: $(head -n 3 screen)"
redirected '>data'
[ "$(grep -c . data)" -eq 1 ] && grep -q '^done ' data || fail "stdout has more than the result: $(cat data)"

TERM=xterm run "${short[@]}"
expect 0
! grep -q '[[:cntrl:]]' "$out" "$err" || fail "control characters in a pipe"
[ "$(grep -o '^step=[0-9]*' "$out" | tr '\n' ' ')" = "step=0 step=1 step=2 step=5 step=10 step=20 step=50 step=60 " ] ||
    fail "the steps shown are $(grep -o '^step=[0-9]*' "$out" | tr '\n' ' ')"

finish
