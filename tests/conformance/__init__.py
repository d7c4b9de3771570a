"""One suite for each port: the fake, the embedded providers and real servers all pass it."""
