"""The agent's side of a desk, for CI runs that play both sides: one file per connector."""
