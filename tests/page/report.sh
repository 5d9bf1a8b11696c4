#!/usr/bin/env bash
# report.mjs, where there are Node and Chromium. Exit code 77: it was left out.
set -euo pipefail
cd "$(dirname -- "$0")"
node=$(command -v node) || { echo "left out: there is no program node (Debian's package nodejs)"; exit 77; }
for name in chromium chromium-browser google-chrome; do
    if chromium=$(command -v $name); then
        exec "$node" report.mjs "$chromium" "${HEED:?the program to test}" "${SOURCE:?heed}/tests/cli/format1"
    fi
done
echo "left out: there is no program chromium"
exit 77
