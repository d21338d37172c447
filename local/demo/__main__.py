"""`python -m local.demo`: load the demo practice; progress on standard error, a JSON summary on standard output."""

from __future__ import annotations

import json
import sys

from local.demo.load import DemoSettings, load

if __name__ == "__main__":
    summary = load(DemoSettings.from_environment(), lambda words: print(words, file=sys.stderr, flush=True))  # noqa: T201
    print(json.dumps(summary.as_json()))  # noqa: T201 - the answer
