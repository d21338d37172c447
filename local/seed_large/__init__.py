"""Fills the demo practice with a year of a busy clinic: what `make seed-large` does, to see that pages stay quick.

A table's item comes from the product's own mapping and is written in batches instead of by one transaction each; counts are
brought up at the end. So the seeding is for one machine, and nothing else should be sent while it runs.
"""
