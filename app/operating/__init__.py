"""Running an installation: serving, working, status, migrations, backup."""
