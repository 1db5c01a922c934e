"""What proves, beside the password, that it is the person: passkeys, authenticator apps, recovery codes. For their holder alone."""
