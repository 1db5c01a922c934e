"""Completions, what voids them, and assignments. A completion is never edited and never deleted."""
