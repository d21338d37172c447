"""What end-to-end and browser tests are made of: one running stack, and a client for everyone who has to do with it."""
