"""Opens a practice on a deployed stack: what no screen and no record system can make (`python -m local.new_practice`)."""
