"""An invented institution with believable histories, for trying Openward out."""
