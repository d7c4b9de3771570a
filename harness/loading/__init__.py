"""YAML to frozen values. The only place where dicts from YAML live; all mistakes of all files come at once."""
