"""Append-only evidence on SQLite, and what is needed to resume: waves, probes, due times, folder marks, blobs."""
