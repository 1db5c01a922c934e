#!/bin/sh
# What `make upgrade` does once the new program is installed: backup, migrate, verify. Stops at the first thing that fails; the
# backup is of the tables as they were, and `openward restore` takes it.
set -eu
folder=${1:?the folder for the backup}
openward="$PWD/.venv/bin/openward"

mkdir -p "$folder"
chmod 700 "$folder"
"$openward" backup "$folder"
"$openward" db upgrade
"$openward" db check
"$openward" audit check
echo "Start again: openward serve, openward work. The backup from before is in $folder."
