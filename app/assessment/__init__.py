"""Attempts at quizzes: drawing, answering, marking. An attempt stays on the version it was drawn from."""
