"""The repositories on DynamoDB: one per aggregate, over one table and one append-only audit table (`docs/data-model.md`)."""
