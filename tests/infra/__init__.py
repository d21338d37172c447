"""Rules that the templates, the artefacts and the one-machine stack are held to."""
