#!/bin/sh
# Real mail servers for tests/conformance and benches/mail.py: Dovecot and Postfix installed, Cyrus and Exim (which
# exclude them) unpacked into .servers/. Nothing is started, nothing that is installed is removed or replaced.
set -u
cd "$(dirname "$0")/.." || exit 0
[ -f .servers/done ] && exit 0
give_up() { echo "Real mail servers: $1; their tests will be skipped." >&2; exit 0; }
[ "$(id -u)" = 0 ] || give_up "only root can install them"
command -v apt-get >/dev/null 2>&1 || give_up "this is no Debian"
export DEBIAN_FRONTEND=noninteractive
wanted="dovecot-imapd dovecot-lmtpd postfix"
simulated() { apt-get install -s --no-install-recommends --no-upgrade "$@" 2>/dev/null; }
if ! simulated $wanted >/dev/null; then
  apt-get update -q >/dev/null 2>&1 || give_up "apt-get update failed"
fi
plan=$(simulated $wanted) || give_up "the packages were not found"
case "$plan" in *"
Remv "*) give_up "installing them would remove another mail server" ;; esac

# No package may start a daemon (policy-rc.d of invoke-rc.d(8)).
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
  printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy
  trap 'rm -f $policy' EXIT
fi
echo "Installing $wanted for the tests (not started)."
running() { command -v systemctl >/dev/null 2>&1 && systemctl is-enabled "$1" >/dev/null 2>&1; }
before=""
for unit in dovecot postfix; do running $unit && before="$before $unit"; done
apt-get install -y -q --no-install-recommends --no-upgrade $wanted >/dev/null 2>&1 || give_up "apt-get install failed"
for unit in dovecot postfix; do
  case "$before" in *$unit*) ;; *) running $unit && systemctl disable -q $unit >/dev/null 2>&1 ;; esac
done

# Cyrus and Exim: their libraries are installed, they themselves are unpacked.
rm -rf .servers && mkdir -p .servers/packages .servers/root && chmod 755 .servers .servers/root
apart="cyrus-common cyrus-imapd exim4-daemon-light sasl2-bin"
(cd .servers/packages && apt-get download -q $apart >/dev/null 2>&1) || give_up "apt-get download failed"
libraries=""
for package in .servers/packages/*.deb; do
  dpkg -x "$package" .servers/root || give_up "unpacking failed"
  for one in $(dpkg-deb -f "$package" Depends | tr ',' '\n' | sed 's/|.*//; s/(.*//; s/ //g' | grep '^lib'); do
    case "$libraries " in *" $one "*) ;; *) libraries="$libraries $one" ;; esac
  done
done
plan=$(simulated $libraries libsasl2-modules) || give_up "libraries for Cyrus and Exim were not found"
case "$plan" in *"
Remv "*) give_up "libraries for Cyrus and Exim would remove packages" ;; esac
apt-get install -y -q --no-install-recommends --no-upgrade $libraries libsasl2-modules >/dev/null 2>&1 ||
  give_up "libraries for Cyrus and Exim were not installed"
# Exim looks up the user it was built for; nobody can sign in as it.
id Debian-exim >/dev/null 2>&1 || adduser --system --group --quiet --force-badname --no-create-home --home /nonexistent Debian-exim >/dev/null 2>&1
rm -rf .servers/packages
touch .servers/done
