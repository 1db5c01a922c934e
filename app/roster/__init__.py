"""The roster: a file of who belongs where, compared with what is known, previewed and applied. Never matched by address alone."""
