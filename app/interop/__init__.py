"""How other programs read: the API under `/api/v1`, its document, and the page where staff make tokens for it."""
