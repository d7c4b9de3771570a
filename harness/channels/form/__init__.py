"""Web forms in a real browser: fields found, filled and submitted once; the outcome read from what changed."""
