"""What proves, beside the password, who it is: passkeys, authenticator apps, recovery codes. For their holder alone."""
