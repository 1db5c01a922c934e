"""What offices do: people, states, completions, roles, voids, revocations, the audit log."""
