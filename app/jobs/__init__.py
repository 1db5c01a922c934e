"""Work that follows a change: announced in its transaction, done by the worker. The only way news travels up the ladder."""
