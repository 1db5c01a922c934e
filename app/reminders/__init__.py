"""Letters that training is due or lapses: when the office switched them on, or an officer asks for one. Each is on record."""
