#!/bin/sh
# Pins requirements/*.in with hashes, one version of each package for running, testing and the functions' layer.
set -eu
pin() {
    "$python" -m uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
        --custom-compile-command "make lock" ${upgrade:+--upgrade} "$@" >/dev/null
}
python=$1
upgrade=${UPGRADE:-}
pin requirements/bootstrap.in -o requirements/bootstrap.txt
pin requirements/dev.in -c requirements/bootstrap.txt -o requirements/dev.txt
pin requirements/run.in -c requirements/dev.txt -o requirements/run.txt
pin layers/dependencies/requirements.in -c requirements/dev.txt -o layers/dependencies/requirements.txt
pin layers/documents/requirements.in -c requirements/dev.txt -o layers/documents/requirements.txt
pin requirements/checkov.in -o requirements/checkov.txt
pin requirements/audit.in -o requirements/audit.txt
