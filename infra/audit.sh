#!/bin/sh
# Asks for known vulnerabilities of every pinned package. Where the database can't be reached, says so and passes:
# the pins are audited again wherever it can be.
set -u
python=$1
status=0
for file in layers/*/requirements.txt requirements/run.txt requirements/dev.txt; do
    if answer=$("$python" -m pip_audit --requirement "$file" --require-hashes --disable-pip --progress-spinner off 2>&1); then
        echo "$file: no known vulnerabilities"
    elif printf '%s' "$answer" | grep -qiE 'ConnectionError|NameResolution|ServiceError|Max retries|timed out|Temporary failure'; then
        echo "$file: not audited, the database of vulnerabilities can't be reached from here"
    else
        printf '%s\n' "$answer" >&2
        status=1
    fi
done
exit $status
