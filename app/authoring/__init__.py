"""Writing and publishing modules."""
