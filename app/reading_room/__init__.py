"""The reading room: glossary, cases, frameworks, what has changed in a course, and search. Open to all; it keeps nothing."""
