"""The wiring of what leaves for patients' records; a part of `bootstrap`, which hands it what it rests on."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from textward.services.export_transcript import ExportTranscript
from textward.services.read_communications import ReadCommunications

if TYPE_CHECKING:
    from textward.adapters.transcript_pdf.transcripts import PdfTranscripts
    from textward.entrypoints.bootstrap import Product


class ExportParts:
    """Use cases, each made when first asked for."""

    def __init__(self, product: Product) -> None:
        """Take the product that it is a part of."""
        self._product = product

    @cached_property
    def pdf(self) -> PdfTranscripts:
        """Transcripts on paper."""
        from textward.adapters.transcript_pdf.transcripts import PdfTranscripts

        return PdfTranscripts(self._product.phone_book.display)

    @cached_property
    def transcript(self) -> ExportTranscript:
        """Members take a conversation out."""
        product = self._product
        return ExportTranscript(
            product.recipients,
            product.threads,
            product.portal.conversations,
            product.portal.access,
            product.practices,
            product.patients,
            product.staff,
        )

    @cached_property
    def communications(self) -> ReadCommunications:
        """A record system reads."""
        product = self._product
        return ReadCommunications(
            product.practices,
            product.patients,
            product.threads,
            product.portal.conversations,
            product.portal.groups,
            product.staff,
        )
