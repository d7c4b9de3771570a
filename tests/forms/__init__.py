"""Forms: the pure finder on hand-made scans, and own pages in a real browser."""
