#!/bin/sh
# Puts Muster's exporter on this machine, enrols it and starts it, as root for the machine, else for
# this user alone. Run again it goes on where it was left. There are no secrets in here: the token
# comes in the environment.
#   MUSTER_ENROLL_TOKEN=... sh install.sh --url https://SERVER:10090 --authority-sha256 HEX
#     [--name NAME] [--group GROUP] [--port PORT] [--folder FOLDER] [--wait TIME]
#     [--at-first-start]  for an image: nothing is asked of the server before the next start
#     [--no-service]      a plain process, even where there is systemd
set -eu
umask 077
service=muster-exporter-rollout.service # as a roll-out calls it, which so takes its place

say() { echo "muster: $*" >&2; }
fail() {
  say "$*"
  exit 1
}
is_here() { command -v "$1" >/dev/null 2>&1; }

usage() { fail "$1; give --url https://SERVER:10090 and --authority-sha256, as Admin > Enrolment shows them"; }

digest() { # of a file
  if is_here sha256sum; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

plain_machine() {
  case $(uname -s) in
    Linux) system=linux ;;
    Darwin) system=macos ;;
    *) fail "there is no exporter for the system '$(uname -s)' by this script" ;;
  esac
  case $(uname -m) in
    x86_64 | amd64) machine=x86_64 ;;
    aarch64 | arm64) machine=aarch64 ;;
    *) machine=$(uname -m) ;;
  esac
}

# The answer's status; the answer is in the file. The token stands in no program's arguments.
fetch() { # path, file
  if is_here curl; then
    curl -sS --max-time 900 --cacert "$work/authority.pem" -H "@$work/header" -o "$2" -w '%{http_code}' "$url$1" || echo failed
  else
    WGETRC=$work/wgetrc wget -q -O "$2" "$url$1" && echo 200 || echo failed
  fi
}

get() { # path, file
  status=$(fetch "$1" "$2")
  if [ "$status" != 200 ]; then
    said=$(sed -n 's/.*"error":"\([^"]*\)"[^"]*$/\1/p' "$2" 2>/dev/null || true)
    fail "the server refused $url$1 ($status): ${said:-see above}"
  fi
}

# Nothing is trusted before the authority is the one that the pasted line names.
find_authority() {
  if is_here curl; then
    curl -fsSk --max-time 60 -o "$work/authority.pem" "$url/enroll/authority.pem" || fail "$url does not answer"
  elif is_here wget; then
    wget -q --no-check-certificate -O "$work/authority.pem" "$url/enroll/authority.pem" || fail "$url does not answer"
  else
    fail "needs curl or wget; install one"
  fi
  sed '/-----/d' "$work/authority.pem" | base64 -d >"$work/authority.der" 2>/dev/null || true
  found=$(digest "$work/authority.der")
  [ "$found" = "$authority" ] || fail "the authority of $url is $found, not $authority: this is not the server the line is for"
  printf 'X-Muster-Enroll-Token: %s\n' "$MUSTER_ENROLL_TOKEN" >"$work/header"
  {
    printf 'header = X-Muster-Enroll-Token: %s\n' "$MUSTER_ENROLL_TOKEN"
    printf 'ca_certificate = %s\n' "$work/authority.pem"
  } >"$work/wgetrc"
}

unpack() {
  get "/enroll/distributions/$system/$machine" "$work/distribution"
  read -r sum file <"$work/distribution"
  case $file in
    muster-exporter-*-"$system"-"$machine".tar.gz) ;;
    *) fail "the server offers '$file', which is no exporter for $system $machine" ;;
  esac
  case $sum in
    *[!0-9a-f]* | "") fail "the server told no SHA-256 of $file" ;;
  esac
  version=${file#muster-exporter-}
  version=${version%-"$system"-"$machine".tar.gz}
  home=versions/$version-$(printf '%.12s' "$sum")
  if [ ! -e "$base/$home/bin/muster-exporter" ]; then
    say "downloads $file"
    get "/enroll/distributions/$file" "$work/$file"
    [ "$(digest "$work/$file")" = "$sum" ] || fail "$file came damaged; run this again"
    mkdir "$work/unpacked"
    (umask 022 && tar -xzf "$work/$file" -C "$work/unpacked")
    rm -rf "${base:?}/$home"
    mv "$work/unpacked"/* "$base/$home"
  fi
  ln -sfn "$home" "$base/current"
}

write_start() {
  cat >"$work/start" <<EOF
#!/bin/sh
# Enrols this machine where that is still to be done, then runs its exporter.
cd "$base" || exit 1
if [ ! -e config/identity.pem ]; then
  current/bin/muster-exporter enroll --folder="$base" --wait=3650d || exit 1
fi
exec current/bin/muster-exporter --web.config.file="$base/config/web-config.yml" \\
  --web.listen-address=:$port --path.state="$base/state"
EOF
  chmod 700 "$work/start"
  mv "$work/start" "$base/start"
}

enroll() { # flags; 0 enrolled, 3 somebody has to accept it first
  "$base/current/bin/muster-exporter" enroll --folder="$base" --url="$url" --authority-sha256="$authority" \
    --port="$port" --name="$name" --group="$group" "$@"
}

#include unit.sh
systemd_service() {
  if [ "$(id -u)" = 0 ]; then
    unit "$(quoted "$base/start")" multi-user.target "$(hardening "$(quoted "$base")")" >/etc/systemd/system/$service
    chmod 644 /etc/systemd/system/$service
    ctl='systemctl'
  else
    mkdir -p "$HOME/.config/systemd/user"
    unit "$(quoted "$base/start")" default.target "" >"$HOME/.config/systemd/user/$service"
    ctl='systemctl --user'
    loginctl enable-linger "$(id -un)" 2>/dev/null || say "without 'loginctl enable-linger' it runs only while you are logged in"
  fi
  $ctl daemon-reload
  $ctl enable $service
  if [ -n "$first" ]; then
    say "enrols at the next start of this machine"
  else
    $ctl restart $service
    say "runs as the service $service"
  fi
}

has_systemd() {
  [ -z "$plain" ] && [ "$system" = linux ] && [ -d /run/systemd/system ] && is_here systemctl || return 1
  [ "$(id -u)" = 0 ] || systemctl --user show-environment >/dev/null 2>&1
}

plain_process() {
  say "no systemd is used: a plain process, that nothing starts again after the machine did"
  if [ -n "$first" ]; then
    say "run $base/start at each start of this machine, as by cron's @reboot"
    return
  fi
  pid=$(cat "$base/state/pid" 2>/dev/null || true)
  if [ -n "$pid" ] && [ "$(readlink "/proc/$pid/cwd" 2>/dev/null || true)" = "$(cd "$base" && pwd -P)" ]; then
    kill "$pid" || true
  fi
  nohup "$base/start" >"$base/state/exporter.log" 2>&1 </dev/null &
  echo $! >"$base/state/pid"
  sleep 1
  kill -0 "$(cat "$base/state/pid")" 2>/dev/null || fail "the exporter did not start: $(tail -n 3 "$base/state/exporter.log")"
  say "runs as process $(cat "$base/state/pid"); its log is $base/state/exporter.log"
}

main() {
  url='' authority='' name='' group='' port=10100 base='' first='' plain='' wait=20s
  while [ $# -gt 0 ]; do
    case $1 in
      --at-first-start) first=yes ;;
      --no-service) plain=yes ;;
      --url | --authority-sha256 | --name | --group | --port | --folder | --wait)
        [ $# -ge 2 ] || usage "$1 has no value"
        case $1 in
          --url) url=${2%/} ;;
          --authority-sha256) authority=$2 ;;
          --name) name=$2 ;;
          --group) group=$2 ;;
          --port) port=$2 ;;
          --folder) base=$2 ;;
          --wait) wait=$2 ;;
        esac
        shift
        ;;
      *) usage "unknown argument '$1'" ;;
    esac
    shift
  done
  case $url in https://*) ;; *) usage "--url is '$url'" ;; esac
  [ "${#authority}" = 64 ] || usage "--authority-sha256 is '$authority'"
  case $port in '' | *[!0-9]*) usage "--port is '$port'" ;; esac
  [ -n "${MUSTER_ENROLL_TOKEN:-}" ] || fail "the environment has no MUSTER_ENROLL_TOKEN; make a token in Admin > Enrolment"
  export MUSTER_ENROLL_TOKEN
  for tool in tar sed base64 cut mktemp; do
    is_here "$tool" || fail "needs $tool; install it"
  done
  plain_machine
  if [ -z "$base" ]; then
    if [ "$(id -u)" = 0 ]; then base=/opt/muster-exporter; else base=$HOME/.local/share/muster-exporter; fi
  fi
  mkdir -p "$base/versions" "$base/config" "$base/state" "$base/upload" || fail "cannot write $base; give --folder"
  base=$(cd "$base" && pwd)
  work=$(mktemp -d "$base/upload/install.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  trap 'exit 1' HUP INT TERM
  find_authority
  unpack
  write_start
  if [ -n "$first" ]; then
    enroll --at-first-start
  else
    code=0
    enroll --wait="$wait" || code=$?
    case $code in
      0) ;;
      3) say "waits to be accepted in Admin > Enrolment; the exporter starts by itself then" ;;
      *) exit "$code" ;;
    esac
  fi
  unset MUSTER_ENROLL_TOKEN
  if has_systemd; then systemd_service; else plain_process; fi
}

main "$@"
