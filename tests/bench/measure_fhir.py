"""Times the FHIR check: what loading its models costs, and 1,000 resources of each type, in seconds of one core.

PYTHONPATH=layers/textward/python:. python -m tests.bench.measure_fhir
"""

from __future__ import annotations

import time

from tests.support import fhir_practice
from textward.adapters.fhir_check import LibraryCheck

TIMES = 1000


def main() -> None:
    """Print a line for each type."""
    check, resources = LibraryCheck(), [*fhir_practice.practice("Physician"), fhir_practice.communication()]
    for resource in resources:
        kind = resource["resourceType"]
        began = time.process_time()
        assert check(kind, resource) == ()
        loaded = time.process_time()
        for _ in range(TIMES):
            check(kind, resource)
        done = time.process_time()
        print(f"{kind:18} loaded {loaded - began:.3f} s, {TIMES:,} checked {done - loaded:.2f} s")  # noqa: T201 - what it is for


if __name__ == "__main__":
    main()
