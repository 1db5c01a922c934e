#!/bin/sh
# Puts the project itself on .venv's path, with its console command, without building anything.
set -eu
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
pwd > "$site/openward.pth"
cat > .venv/bin/openward <<EOF
#!$(pwd)/.venv/bin/python
import sys
from app import main
sys.exit(main())
EOF
chmod +x .venv/bin/openward
