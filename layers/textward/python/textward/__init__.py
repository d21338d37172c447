"""Textward: two-way texting for medical practices."""
