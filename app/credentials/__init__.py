"""Certificates: issued with the completion, verified by their code, superseded or revoked, never edited."""
