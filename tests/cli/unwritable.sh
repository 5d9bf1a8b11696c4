#!/usr/bin/env bash
# Folders that the user may not read or write are refused by name, and left as they are.
. "$(dirname -- "$0")/common.sh"

[ "$(id -u)" -eq 0 ] || leave_out "only root can become another user"
nobody=(setpriv --reuid=65534 --regid=65534 --clear-groups)
cp "$HEED" "$base/heed" # the folder that it was built in may be closed to others
HEED=$base/heed
"${nobody[@]}" "$HEED" --version >/dev/null || leave_out "another user cannot run heed here"

quick=(--steps 1 --length 3 --dim 4 --batch 2 --quiet)
mkdir closed unreadable
chmod 700 unreadable
mkdir -m 777 open
run train first "${quick[@]}" --out roots
expect 0

as=("${nobody[@]}")
run train first "${quick[@]}" --out closed
expect 3 "~heed: closed: Permission denied*"
run train first "${quick[@]}" --out closed/below
expect 3 "~heed: *closed/below: Permission denied*"
run train first "${quick[@]}" --out unreadable
expect 3 "~heed: unreadable: Permission denied*"
run train first "${quick[@]}"
expect 3 "~heed: *runs*: Permission denied*"
run train first "${quick[@]}" --out roots
expect 3 "~heed: roots: Permission denied*"
expect_run roots status=done attn=0,1 film=1
[ -z "$(find closed unreadable -mindepth 1)" ] && [ ! -e runs ] || fail "something was made in a closed folder"

run train first "${quick[@]}" --out open/run
expect 0
expect_run open/run status=done
chmod 555 open/run/attn # of a run of one's own
run train first "${quick[@]}" --out open/run
expect 3 "~heed: *open/run/attn*: Permission denied*"

finish
