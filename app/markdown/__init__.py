"""Markdown with a strict head, made into safe HTML. Keeps nothing; whoever writes or shows authored text may use it."""
