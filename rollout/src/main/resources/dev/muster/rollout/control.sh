#!/bin/sh
# Runs Muster's exporter on this machine: put here by `muster rollout`, which calls it.
#   control ACTION [ARGUMENT]
set -u
umask 077
export LC_ALL=C
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
base=$(cd "$(dirname "$0")" && pwd -P) || exit 1
cd / || exit 1
unit=muster-exporter-rollout.service
label=dev.muster.exporter

has() { command -v "$1" >/dev/null 2>&1; }
fail() { echo "$*" >&2; exit 1; }
is_root() { [ "$(id -u)" = 0 ]; }
if has sha256sum; then sum() { sha256sum "$@"; }; else sum() { shasum -a 256 "$@"; }; fi

manager() {
  if [ "$(uname -s)" = Darwin ]; then
    echo launchd
  elif [ -d /run/systemd/system ] && has systemctl; then
    XDG_RUNTIME_DIR=${XDG_RUNTIME_DIR:-/run/user/$(id -u)}
    export XDG_RUNTIME_DIR
    if is_root; then
      echo systemd
    elif systemctl --user show-environment >/dev/null 2>&1; then
      echo systemd-user
    else
      echo process
    fi
  else
    echo process
  fi
}

# ---- the exporter itself

run() { # in place of this process
  home=$(cd "$base/current" && pwd -P) || fail "no version is there to run"
  set --
  while IFS= read -r flag || [ -n "$flag" ]; do
    [ -n "$flag" ] && set -- "$@" "$flag"
  done <"$base/config/flags"
  exec "$home/bin/muster-exporter" "$@"
}

# ---- where nothing starts services: a process that starts it again when it ends

ours() { # whether a process is one of this folder
  [ -n "$1" ] || return 1
  if [ -r "/proc/$1/cmdline" ]; then
    tr '\0' ' ' <"/proc/$1/cmdline" | grep -qF "$base/"
  else
    ps -o args= -p "$1" 2>/dev/null | grep -qF "$base/"
  fi
}

supervise() {
  echo $$ >"$base/state/pid"
  child=
  trap 'kill "$child" 2>/dev/null; wait; rm -f "$base/state/pid" "$base/state/child"; exit 0' TERM INT
  while :; do
    if [ "$(wc -c <"$base/state/log" 2>/dev/null || echo 0)" -gt 1048576 ]; then : >"$base/state/log"; fi
    sh "$base/control" run >>"$base/state/log" 2>&1 </dev/null &
    child=$!
    echo "$child" >"$base/state/child"
    wait "$child"
    sleep 5 &
    child=$!
    wait "$child"
  done
}

detached() {
  if has setsid; then
    setsid "$@" </dev/null >/dev/null 2>&1 &
  else
    nohup "$@" </dev/null >/dev/null 2>&1 &
  fi
}

end() { # a process of ours, in 10 s or at once
  ours "$1" || return 0
  kill "$1" 2>/dev/null
  left=100
  while ours "$1" && [ "$left" -gt 0 ]; do
    sleep 0.1 2>/dev/null || sleep 1
    left=$((left - 1))
  done
  ours "$1" && kill -9 "$1" 2>/dev/null
  return 0
}

line() { printf "@reboot sh '%s' start # muster-exporter" "$(printf %s "$base/control" | sed "s/'/'\\\\''/g; s/%/\\\\%/g")"; }

with_line() { # the user's crontab with or without the line that starts it
  has crontab || return 0
  { crontab -l 2>/dev/null | grep -vxF "$(line)"; [ "$1" = yes ] && line && echo; } >"$base/state/crontab"
  if [ -s "$base/state/crontab" ]; then
    crontab "$base/state/crontab"
  else
    crontab -r
  fi >/dev/null 2>&1
  rm -f "$base/state/crontab"
}

# ---- services

user_units() { echo "${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user"; }

#include unit.sh
write_unit() { # FOLDER TARGET MORE
  mkdir -p "$1"
  unit "/bin/sh $(quoted "$base/control") run" "$2" "$3" >"$1/$unit.new"
  chmod 0644 "$1/$unit.new"
  mv -f "$1/$unit.new" "$1/$unit"
}

plist() { if is_root; then echo "/Library/LaunchDaemons/$label.plist"; else echo "$HOME/Library/LaunchAgents/$label.plist"; fi; }
domain() { if is_root; then echo system; else echo "gui/$(id -u)"; fi; }

xml() { printf %s "$1" | sed 's/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g'; }

write_plist() {
  file=$(plist)
  mkdir -p "$(dirname "$file")"
  cat >"$file" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>$label</string>
  <key>ProgramArguments</key>
  <array>
    <string>/bin/sh</string>
    <string>$(xml "$base/control")</string>
    <string>run</string>
  </array>
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <true/>
  <key>ProcessType</key>
  <string>Background</string>
  <key>Umask</key>
  <integer>63</integer>
</dict>
</plist>
PLIST
  chmod 0644 "$file"
}

start() { # adds the service where it is not, and starts it
  case $(manager) in
    systemd)
      write_unit /etc/systemd/system multi-user.target "$(hardening "$(quoted "$base/config") $(quoted "$base/state")")"
      systemctl daemon-reload && systemctl enable --quiet "$unit" && systemctl restart "$unit" ;;
    systemd-user)
      write_unit "$(user_units)" default.target ""
      if has loginctl && [ "$(loginctl show-user "$(id -un)" -p Linger --value 2>/dev/null)" != yes ]; then
        loginctl enable-linger 2>/dev/null && : >"$base/state/linger"
      fi
      systemctl --user daemon-reload && systemctl --user enable --quiet "$unit" &&
        systemctl --user restart "$unit" ;;
    launchd)
      write_plist
      launchctl bootout "$(domain)/$label" 2>/dev/null
      launchctl bootstrap "$(domain)" "$(plist)" ;;
    *)
      with_line yes
      ours "$(cat "$base/state/pid" 2>/dev/null)" || detached sh "$base/control" supervise ;;
  esac
}

stop() {
  case $(manager) in
    systemd) systemctl stop "$unit" 2>/dev/null ;;
    systemd-user) systemctl --user stop "$unit" 2>/dev/null ;;
    launchd) launchctl bootout "$(domain)/$label" 2>/dev/null ;;
  esac
  end "$(cat "$base/state/pid" 2>/dev/null)"
  end "$(cat "$base/state/child" 2>/dev/null)"
  rm -f "$base/state/pid" "$base/state/child"
}

status() {
  case $(manager) in
    systemd) systemctl is-active --quiet "$unit" && echo yes || echo no ;;
    systemd-user) systemctl --user is-active --quiet "$unit" && echo yes || echo no ;;
    launchd) launchctl print "$(domain)/$label" 2>/dev/null | grep -q 'state = running' && echo yes || echo no ;;
    *) ours "$(cat "$base/state/pid" 2>/dev/null)" && echo yes || echo no ;;
  esac
}

withdraw() { # takes the service away
  stop
  case $(manager) in
    systemd)
      systemctl disable --quiet "$unit" 2>/dev/null
      rm -f "/etc/systemd/system/$unit"
      systemctl daemon-reload ;;
    systemd-user)
      systemctl --user disable --quiet "$unit" 2>/dev/null
      rm -f "$(user_units)/$unit"
      systemctl --user daemon-reload
      [ -e "$base/state/linger" ] && loginctl disable-linger 2>/dev/null ;;
    launchd) rm -f "$(plist)" ;;
    *) with_line no ;;
  esac
  return 0
}

# ---- versions

link_to() { # moves the link in one step, where mv can
  rm -f "$base/current.new"
  ln -s "versions/$1" "$base/current.new" || return 1
  if ! mv -fT "$base/current.new" "$base/current" 2>/dev/null; then
    rm -f "$base/current.new"
    ln -sfn "versions/$1" "$base/current"
  fi
}

unpack() { # ARCHIVE SHA256 VERSION TOP: from upload/, with the files that upload/keep names
  archive=$base/upload/$1.part
  touch "$base/lock" 2>/dev/null
  said=$(sum <"$archive" | cut -d' ' -f1)
  if [ "$said" != "$2" ]; then
    rm -f "$archive"
    fail "what was uploaded is damaged (SHA-256 $said instead of $2); run it again"
  fi
  part=$base/versions/$3.unpacking
  rm -rf "$base"/versions/*.unpacking
  umask 022
  mkdir -p "$part/$4" || exit 1
  if [ -s "$base/upload/keep" ]; then
    # In sets, and apart: a pipe tells only how its last program ended.
    tar -cf "$base/upload/kept.tar" -C "$base/current/" -T "$base/upload/keep" &&
      tar -xpf "$base/upload/kept.tar" -C "$part/$4" || fail "the files of the installed version cannot be copied"
    rm -f "$base/upload/kept.tar"
  fi
  gzip -dc "$archive" | tar -xpf - -C "$part" || fail "the distribution cannot be unpacked"
  (cd "$part/$4" && sum -c "$base/upload/list") >/dev/null 2>&1 </dev/null ||
    fail "the unpacked files are not those of the distribution"
  rm -rf "$base/versions/$3" "$base/versions/$3.sha256"
  mv "$part/$4" "$base/versions/$3" && rm -rf "$part" || exit 1
  "$base/versions/$3/bin/muster-exporter-archive" </dev/null >/dev/null 2>&1 # it starts without as well
  mv "$base/upload/list" "$base/versions/$3.sha256" || exit 1
  rm -f "$archive" "$base/upload/keep"
}

stage() { # makes config.new, with the key and certificate that are there
  rm -rf "$base/config.new"
  mkdir -m 700 "$base/config.new" || exit 1
  if [ -f "$base/config/identity.pem" ]; then
    cp -p "$base/config/identity.pem" "$base/config.new/" || exit 1
  fi
}

switch() { # VERSION SECONDS: starts it; goes back by itself unless it is confirmed in time
  touch "$base/lock" 2>/dev/null
  if [ ! -e "$base/pending" ]; then
    old=$(readlink "$base/current" 2>/dev/null)
    printf '%s\n' "${old##*/}" >"$base/pending"
  fi
  if [ -d "$base/config.new" ]; then
    if [ -d "$base/config" ] && [ ! -d "$base/config.old" ]; then
      mv "$base/config" "$base/config.old" || exit 1
    fi
    rm -rf "$base/config"
    mv "$base/config.new" "$base/config" || exit 1
  fi
  link_to "$1" || fail "the link to the version cannot be made"
  detached sh "$base/control" guard "$2"
  stop
  start
}

guard() { # goes back when nobody confirmed
  id=$$
  echo "$id" >"$base/state/guard"
  left=$1
  while [ "$left" -gt 0 ]; do
    sleep 1
    left=$((left - 1))
    [ -e "$base/pending" ] && [ "$(cat "$base/state/guard" 2>/dev/null)" = "$id" ] || exit 0
  done
  rollback
}

confirm() {
  old=$(cat "$base/pending" 2>/dev/null)
  now=$(readlink "$base/current")
  now=${now##*/}
  rm -rf "$base/pending" "$base/config.old" "$base/upload" "$base/state/guard"
  [ -n "$old" ] && [ "$old" != "$now" ] || old=$(cat "$base/previous" 2>/dev/null)
  [ "$old" = "$now" ] && old=
  printf '%s\n' "$old" >"$base/previous"
  for version in "$base"/versions/*; do
    name=${version##*/}
    name=${name%.sha256}
    [ "$name" = "$now" ] || [ "$name" = "$old" ] || rm -rf "$version"
  done
  release
}

rollback() { # to what ran before; to nothing where there was nothing
  [ -e "$base/pending" ] || return 0
  old=$(cat "$base/pending")
  stop
  if [ -d "$base/config.old" ]; then
    rm -rf "$base/config"
    mv "$base/config.old" "$base/config"
  fi
  if [ -n "$old" ] && [ -d "$base/versions/$old" ]; then
    link_to "$old"
    rm -f "$base/pending"
    start
  else
    withdraw
    rm -f "$base/current" "$base/pending"
  fi
  release
}

release() { rm -rf "$base/lock"; }

said() { # the last of what the exporter logged
  case $(manager) in
    systemd) journalctl -q -n 3 -o cat -u "$unit" 2>/dev/null ;;
    systemd-user) journalctl -q -n 3 -o cat --user -u "$unit" 2>/dev/null ;;
    *) tail -n 3 "$base/state/log" 2>/dev/null ;;
  esac | cut -c1-300
}

remove() {
  rm -f "$base/pending"
  withdraw
  made=$(cat "$base/made" 2>/dev/null)
  rm -rf "$base" || fail "$base cannot be removed"
  # Folders above it that were made for it, where nothing else came into them.
  printf '%s\n' "$made" | sed '1!G;h;$!d' | while IFS= read -r place; do
    [ -n "$place" ] && [ "$place" != "$base" ] && rmdir "$place" 2>/dev/null
  done
  return 0
}

case ${1:-} in
  run | start | stop | status | stage | confirm | rollback | release | remove | said | supervise) "$1" ;;
  unpack | switch | guard)
    action=$1
    shift
    "$action" "$@" ;;
  *) fail "control: unknown action '${1:-}'" ;;
esac
