"""Readers of results, each writing one thing: the HTML page, JUnit XML, JSON. Nothing here decides anything."""
