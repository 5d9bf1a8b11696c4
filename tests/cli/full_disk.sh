#!/usr/bin/env bash
# A disk that fills at any moment of a run: the file is named, what was written before is whole, and nothing else is left.
# A tmpfs of every size, page by page, stands for the disk; it lives in a mount namespace of this script alone.
if [ -z "${HEED_NAMESPACE:-}" ]; then
    export HEED_NAMESPACE=1
    if unshare --mount --map-root-user true 2>/dev/null; then
        exec unshare --mount --map-root-user "$0"
    elif unshare --mount true 2>/dev/null; then
        exec unshare --mount "$0"
    fi
    echo "left out: this user cannot make a mount namespace"
    exit 77
fi
. "$(dirname -- "$0")/common.sh"

quick=(--steps 1 --length 3 --dim 4 --batch 2 --keyframes 1 --quiet)
page=$(getconf PAGESIZE)
mkdir disk

# mount_disk OPTION...: an empty disk.
mount_disk() { mount -t tmpfs -o "$1" none disk || leave_out "no tmpfs can be mounted"; }

run train first "${quick[@]}" --out whole
expect 0

# Every size of disk, until the run fits. One page is taken beforehand, so that even the first file can fail.
named="" every=1
for ((pages = 0; ; pages += every)); do
    mount_disk "size=$((page * (pages + 1)))"
    head -c "$page" /dev/zero >disk/taken
    run train first "${quick[@]}" --out disk/run
    if [ "$code" -eq 0 ]; then
        expect_run disk/run status=done rows=2 attn=1 weights=1 film=1
        umount disk
        break
    fi
    expect 3 "~heed: cannot write disk/run/*: the disk is full"
    expect_run disk/run
    named="$named $(sed 's/.*disk.run.//; s/:.*//' "$err")"
    case "$named " in *" checkpoint.safetensors "*) every=5 ;; esac # what comes now are pictures of many pages
    mount -o remount,size=4m disk # once there is room, the run goes on, or another begins in its folder
    if [ $((pages % 2)) -eq 0 ] && [ -e disk/run/run.json ]; then
        run train --resume disk/run --quiet
    else
        run train first "${quick[@]}" --out disk/run
    fi
    expect 0
    expect_run disk/run status=done rows=2 attn=1 weights=1 film=1
    cp -r disk/run filled && expect_same whole filled && rm -rf filled
    umount disk
    [ "$pages" -lt 500 ] || { fail "a disk of 500 pages is too small"; break; }
done
for file in run.json attn.npy steps.npy weights/step_000001.safetensors attn/step_000001.png checkpoint.safetensors \
    film.png; do
    case "$named " in
    *" $file "*) ;;
    *) fail "no disk was full at $file, only at$named" ;;
    esac
done

# A disk without room for another file or folder.
for inodes in 2 3 4 5 6 7 8; do
    mount_disk "size=4m,nr_inodes=$inodes"
    run train first "${quick[@]}" --out disk/run
    if [ "$code" -ne 0 ]; then
        expect 3 "~heed: cannot *disk/run*: the disk is full"
        [ ! -d disk/run ] || expect_run disk/run
    fi
    umount disk
done

# A log that grows until the disk is full keeps whole rows.
mount_disk size=64k
run train first --steps 100000 --length 3 --dim 4 --batch 1 --keyframes 0 --eval-every 50 --png none --quiet --out disk/run
expect 3 "heed: cannot write disk/run/log.csv: the disk is full"
expect_run disk/run weights=0
umount disk

finish
