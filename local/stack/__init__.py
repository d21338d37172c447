"""The stack on one machine: the engine that stands in for AWS, the telephone, and the address for pages and API.

Tests use it as `with LocalStack.start(home) as stack:`; `make run` keeps one going in the background.
"""

from __future__ import annotations

from local.stack.local_stack import LocalStack

__all__ = ["LocalStack"]
