"""Sponsor rules as dated data, and the reckoning of until when somebody's training meets them. Keeps nothing about anybody."""
