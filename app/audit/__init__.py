"""What staff did, and the sealed chain over every fact that proves something. Rows hold ids, never names."""
