"""Loads many made-up records through the record system's API of the running stack."""
