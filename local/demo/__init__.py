"""The demo practice: what `make run` puts on the screen, made of the product's own parts."""
