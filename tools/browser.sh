#!/bin/sh
# A browser for the form scenarios: keep what is there, else the distribution's chromium, else Playwright's own.
set -u
for name in chromium chromium-browser google-chrome google-chrome-stable microsoft-edge; do
  command -v "$name" >/dev/null 2>&1 && exit 0
done
ls "${PLAYWRIGHT_BROWSERS_PATH:-$HOME/.cache/ms-playwright}"/chromium-*/chrome-linux*/chrome >/dev/null 2>&1 && exit 0
if command -v apt-get >/dev/null 2>&1; then
  root=""
  [ "$(id -u)" = 0 ] || root="sudo -n"
  echo "No browser found: installing chromium with apt-get."
  if $root apt-get install -y -q chromium >/dev/null 2>&1 ||
     { $root apt-get update -q >/dev/null 2>&1 && $root apt-get install -y -q chromium >/dev/null 2>&1; }; then exit 0; fi
fi
echo "Trying Playwright's own browser."
if .venv/bin/playwright install chromium >/dev/null 2>&1; then exit 0; fi
echo "No browser could be installed. Form scenarios need one: run 'apt install chromium' as root, or name one in SHOPPER_BROWSER." >&2
exit 0
