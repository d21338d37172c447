#!/bin/sh
# Runs every test, two runs side by side: those of the deployed stack, and beside them the code's, then the pages' on a stack of
# their own. They share nothing. What the runs beside say comes at the end. Usage: sh tests/all.sh PYTHON
set -u
python=$1
logs=.build
# Of the pages' tests, so many that both runs take about as long.
pages_first="tests/browser/test_accessible.py tests/browser/test_roles_and_audit.py tests/browser/test_stories.py tests/browser/test_texting.py"
mkdir -p "$logs"

run_beside() { # NAME PATH...
    name=$1
    shift
    "$python" -m pytest -p no:cacheprovider "$@" > "$logs/test-$name.log" 2>&1 &
    run=$!
    wait "$run"
}

beside() {
    trap 'kill "$run" 2>/dev/null; exit 1' INT TERM
    failed=0
    run_beside code tests/unit tests/contract tests/infra || failed=1
    # shellcheck disable=SC2046,SC2086 # words, on purpose
    run_beside browser tests/browser $(printf -- '--ignore=%s ' $pages_first) tests/e2e/test_left_behind.py || failed=1
    exit "$failed"
}

echo "Running beside these: tests/unit, tests/contract, tests/infra, then tests/browser. See $logs/test-*.log"
beside &
others=$!
trap 'kill "$others" 2>/dev/null; exit 1' INT TERM
failed=0
# shellcheck disable=SC2086
"$python" -m pytest tests/e2e $pages_first || failed=1
wait "$others" || failed=1
cat "$logs/test-code.log" "$logs/test-browser.log"
exit "$failed"
