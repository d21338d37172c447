"""Builds what is deployed: the two layers and each function, alike for `sam build`, the local engine and the tests.

Standard library only: `sam build` runs it with whatever Python 3.11 or later is at hand.
"""
