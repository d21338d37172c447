"""The whole product on one machine: packaging, the local stack, the telephone and the demo practice."""
