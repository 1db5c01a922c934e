#!/bin/sh
# Browser journeys need Chromium. Root on Debian: installs it; elsewhere says what to type, and the journeys say that they did not run.
set -eu
if command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser journeys …"
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium >/dev/null
    exit 0
fi
echo "Chromium is missing: the browser journeys will not run. Type: sudo apt-get install chromium" >&2
