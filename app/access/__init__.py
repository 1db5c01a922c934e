"""Who is asking, what they may do, and how often. Permissions are opaque here; `accounts` maps roles to them."""
