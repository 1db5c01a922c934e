"""Completions earned elsewhere, and another employer's word: handed in on evidence, accepted or refused by a named reviewer."""
