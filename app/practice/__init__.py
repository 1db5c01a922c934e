"""Spaced practice that a learner switched on: three questions after some weeks. Only she sees it, and she may delete it."""
