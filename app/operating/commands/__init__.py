"""The commands of whoever runs an installation, by what they are about."""
