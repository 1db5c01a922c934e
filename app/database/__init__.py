"""Tables, engines and transactions for SQLite and PostgreSQL. Knows nothing of what is kept. Everything above may use it."""
