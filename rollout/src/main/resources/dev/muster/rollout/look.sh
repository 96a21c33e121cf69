# What is on this machine, as lines of NAME=VALUE. Needs $port; changes nothing.
export LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
say() { printf '%s=%s\n' "$1" "$2"; }
has() { command -v "$1" >/dev/null 2>&1; }
if has sha256sum; then sum() { sha256sum "$@"; }; else sum() { shasum -a 256 "$@"; }; fi
hash_of() { sum <"$1" 2>/dev/null | cut -d' ' -f1; }

say muster 1
say system "$(uname -s)"
say machine "$(uname -m)"
say uid "$(id -u)"
say user "$(id -un)"
if [ "$(id -u)" = 0 ]; then base=/opt/muster-exporter; else base=${HOME:-/}/.local/share/muster-exporter; fi
say base "$base"
for tool in tar gzip cut sed grep df; do has "$tool" || say lacks "$tool"; done
has sha256sum || has shasum || say lacks sha256sum

place=$base
while [ ! -e "$place" ] && [ "$place" != / ]; do
  place=${place%/*}
  [ -n "$place" ] || place=/
done
say place "$place"
[ -w "$place" ] || say readonly "$place"
say free_kb "$(df -Pk "$place" 2>/dev/null | sed -n '2s/  */ /gp' | cut -d' ' -f4)"

if [ "$(uname -s)" = Darwin ]; then
  say manager launchd
elif [ -d /run/systemd/system ] && has systemctl; then
  if [ "$(id -u)" = 0 ]; then
    say manager systemd
  elif XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)} systemctl --user show-environment \
    >/dev/null 2>&1 </dev/null; then
    say manager systemd-user
  else
    say manager process
  fi
else
  say manager process
fi

if [ -d "$base" ]; then
  say installed 1
  current=$(readlink "$base/current" 2>/dev/null)
  [ -n "$current" ] && say current "${current##*/}"
  [ -e "$base/pending" ] && say pending "$(cat "$base/pending")"
  for file in control config/web-config.yml config/authority.pem config/flags; do
    [ -f "$base/$file" ] && say "hash:$file" "$(hash_of "$base/$file")"
  done
  [ -f "$base/config/identity.pem" ] &&
    sed -n '/-BEGIN CERTIFICATE-/,/-END CERTIFICATE-/s/^/certificate=/p' "$base/config/identity.pem"
  for file in "$base"/upload/*.part; do
    [ -f "$file" ] || continue
    name=${file##*/}
    say part "${name%.part} $(wc -c <"$file" | tr -d ' ') $(hash_of "$file")"
  done
  for file in "$base"/versions/*.sha256; do
    [ -f "$file" ] || continue
    name=${file##*/}
    say version "${name%.sha256}"
  done
  list=$base/versions/${current##*/}.sha256
  if [ -f "$list" ] && ! (cd "$base/current/" && sum -c "$list") >/dev/null 2>&1 </dev/null; then
    say damaged 1
  fi
  [ -f "$base/control" ] && say running "$(sh "$base/control" status 2>/dev/null </dev/null)"
fi

# Who listens at the port, where /proc tells: IPv4 and IPv6, of any address.
hex=$(printf '%04X' "$port")
inode=$(cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | sed 's/^ *//' |
  grep -E "^[0-9]+: [0-9A-F]+:$hex [0-9A-F]+:0000 0A " | tr -s ' ' | cut -d' ' -f10 | head -n 1)
if [ -n "$inode" ]; then
  listener="an unknown process"
  for link in /proc/[0-9]*/fd/*; do
    if [ "$(readlink "$link" 2>/dev/null)" = "socket:[$inode]" ]; then
      process=${link#/proc/}
      process=${process%%/*}
      program=$(readlink "/proc/$process/exe" 2>/dev/null)
      case $program in
        "$base"/*) listener=own ;;
        */muster-exporter/*) listener="the muster-exporter of the Debian package (process $process)" ;;
        *) listener="$(cat "/proc/$process/comm" 2>/dev/null) (process $process)" ;;
      esac
      break
    fi
  done
  say listener "$listener"
fi
[ -x /usr/lib/muster-exporter/bin/muster-exporter ] && say other "the Debian package muster-exporter"
for comm in /proc/[0-9]*/comm; do
  name=$(cat "$comm" 2>/dev/null)
  case $name in
    node_exporter | prometheus-node) say other "a running $name" && break ;;
  esac
done
:
