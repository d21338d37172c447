"""What a function needs to start: wiring, settings, observability, requests and answers."""
