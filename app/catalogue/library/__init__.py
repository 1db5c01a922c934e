"""The reading room's registers: terms, cases, cards of frameworks; and the index by which they and the pages are found.

Everything here is published like a course and open to all.
"""
