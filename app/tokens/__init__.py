"""Keys with which other programs read: made by staff, for a time, never opening more than their maker may see."""
