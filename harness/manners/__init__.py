"""How a text is written: phrase sets of many languages, names, terms, readability, likeness. Pure."""
