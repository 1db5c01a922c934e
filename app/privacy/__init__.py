"""What is held about a person, who looked at it, and how it is let go: export, erasure, retention, the notice."""
