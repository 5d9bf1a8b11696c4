#!/usr/bin/env bash
# Goals and seeds: when a run stops and with which exit code, and that runs side by side are those one after the other.
. "$(dirname -- "$0")/common.sh"

# Three evaluations in a row meet it before the last step; the last step has its picture.
run train first --goal exact=0.9 --png final --keyframes 0 --quiet --out early
expect 0
steps=$(sed -n 's/.* steps=\([0-9]*\) .*/\1/p' "$out")
[ "$steps" -ge 30 ] && [ "$steps" -lt 300 ] || fail "it stopped at step $steps"
[ "$(tail -n 1 early/log.csv | cut -d , -f 1)" -eq "$steps" ] || fail "the log ends elsewhere"
[ -e "early/attn/step_$(printf %06d "$steps").png" ] || fail "no picture of the last step"
met=$(awk -F , 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == "held_out.exact") at = i } NR > 1 && $at != "" { print ($at >= 0.9) }' \
    early/log.csv | tail -n 4 | tr -d '\n')
[ "$met" = 0111 ] || fail "the goal was met in $met of the last four evaluations"

run train first --goal loss=0.0001 --steps 20 --png none --quiet --out late
expect 1 "heed: loss=0.0001 was not reached in 20 steps; see late"
expect_run late status=done

# Each seed in a folder of its own, with the weights that it has alone.
run train first --seeds 3..5 --jobs 2 --steps 20 --png none --quiet --out many
expect 0
[ "$(grep -c '^seed=' "$out")" -eq 3 ] || fail "not three lines"
[ "$(grep -c '^spread of=' "$out")" -eq 4 ] || fail "not four spreads"
run train first --seed 4 --steps 20 --png none --quiet --out alone
cmp -s alone/log.csv many/s4/log.csv || fail "seed 4 is another run among others than alone"

run train first --seeds 1..2 --steps 20 --goal exact=1 --png none --quiet --out unmet
expect 1

# One's own data, to the end; an example of each exit code.
printf 'a b -> b a\nb a -> a b\na a -> a a\n' >lines.txt
run train --data lines.txt --held-out 0 --steps 30 --no-shuffle --batch 3 --quiet --out mine
expect 0
expect_run mine status=done
run train --data nowhere.txt
expect 3 "heed: cannot read nowhere.txt: No such file or directory"
printf 'a b -> b\n' >lines.txt
run train --data lines.txt
expect 6 "heed: lines.txt: line 1, column 9: 2 tokens and 1 targets; there must be as many"
run train reverse --data lines.txt
expect 2
head -c 100000 /dev/urandom >noise
run train --data noise
expect 6
mkfifo pipe
run train --data pipe
expect 3

finish
