#!/bin/sh
# Makes .venv with the Python named; where the venv module is missing, installs it (root on Debian) or says what to type.
set -eu
python=${1:-python3}
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Openward needs Python 3.11 or newer; $python is older. Try: make PYTHON=python3.11 …" >&2; exit 1; }
if "$python" -m venv .venv 2>/dev/null; then exit 0; fi
rm -rf .venv
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq && apt-get install -y -qq python3-venv >/dev/null
    exec "$python" -m venv .venv
fi
echo "The venv module is missing. Type: sudo apt-get install python3-venv" >&2
exit 1
