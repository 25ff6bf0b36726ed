"""Measures how often, and how fast, a symbolic regression finds the law behind data."""
