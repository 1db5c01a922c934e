"""Recognising somebody by the word of an institution: OpenID Connect, SAML, or headers of a proxy in front.

Keeps tickets, each good for one step and for minutes. It knows protocols and claims, and nothing of people: `entry` hands
what was learned to `accounts`.
"""
