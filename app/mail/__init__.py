"""Letters: written in a transaction, claimed and sent by the worker, never twice. Knows nothing of what they are about."""
