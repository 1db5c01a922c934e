"""People, what identifies them, units, roles and sign-in. Everything above may read it; only its own functions change it."""
