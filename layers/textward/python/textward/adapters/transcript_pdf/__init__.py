"""Transcripts as PDF, fit for a medical record (ADR 19)."""
