#!/bin/sh
# Runs every test, three runs side by side, which share nothing: those of the deployed stack, those of the pages on a stack of
# their own, and the code's. The latter takes what the others leave of the processor: they wait for answers most of the time, and
# for none longer than need be. What the runs beside say comes at the end. Usage: sh tests/all.sh PYTHON
set -u
python=$1
logs=.build
mkdir -p "$logs"

beside() { # NAME NICENESS PATH...: begins a run whose output goes to a file; sets `run` to its process
    name=$1
    niceness=$2
    shift 2
    nice -n "$niceness" "$python" -m pytest -p no:cacheprovider "$@" > "$logs/test-$name.log" 2>&1 &
    run=$!
}

echo "Running beside these: tests/unit, tests/contract and tests/infra; tests/browser. See $logs/test-*.log"
beside browser 0 tests/browser tests/e2e/test_left_behind.py
browser=$run
beside code 5 tests/unit tests/contract tests/infra
code=$run
trap 'kill "$browser" "$code" 2>/dev/null; exit 1' INT TERM
failed=0
"$python" -m pytest tests/e2e || failed=1
wait "$browser" || failed=1
wait "$code" || failed=1
cat "$logs/test-browser.log" "$logs/test-code.log"
exit "$failed"
