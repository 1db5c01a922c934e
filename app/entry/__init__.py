"""Coming in: registration, sign-in and out, passwords, one's own name, address, language and zone."""
