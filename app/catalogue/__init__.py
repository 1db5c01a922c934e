"""Courses, modules, pages, questions: read from Markdown, checked, kept as immutable versions, made current by publications."""
