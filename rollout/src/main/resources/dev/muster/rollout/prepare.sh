# Makes the folder and takes the lock. Needs $base; says locked=ok, or locked=WHO.
umask 077
say() { printf '%s=%s\n' "$1" "$2"; }

# The SSH server's process of this connection: it ends with it, and so does the lock.
session() {
  id=$PPID
  while [ "$id" -gt 1 ] 2>/dev/null; do
    name=$(sed -n 's/^Name:[[:space:]]*//p' "/proc/$id/status" 2>/dev/null || ps -o comm= -p "$id")
    case $name in
      *sshd*) break ;;
    esac
    next=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$id/status" 2>/dev/null || ps -o ppid= -p "$id")
    [ -n "$next" ] || break
    id=$next
  done
  echo "$id"
}

began() { # when a process began, so that another of the same number is not taken for it
  if [ -r "/proc/$1/stat" ]; then
    sed 's/.*) //' "/proc/$1/stat" | cut -d' ' -f20
  else
    ps -o lstart= -p "$1" 2>/dev/null
  fi
}

alive() { # whether the owner written in $1 still is
  [ -n "$(find "$base/lock" -prune -mmin -30 2>/dev/null)" ] || return 1
  read -r id start <"$1" 2>/dev/null || return 0 # being written just now
  [ -n "$start" ] && [ "$(began "$id")" = "$start" ]
}

made=
place=$base
while [ ! -d "$place" ]; do
  made="$place
$made"
  place=${place%/*}
done
# The folder itself is nobody's secret, those with keys and parts are.
(umask 022 && mkdir -p "$base/versions") && mkdir -p "$base/upload" "$base/state" || exit 3
[ -n "$made" ] && printf '%s' "$made" >"$base/made"

mine=$(session)
mine="$mine $(began "$mine")"
tries=0
until mkdir "$base/lock" 2>/dev/null; do
  tries=$((tries + 1))
  [ -d "$base/lock" ] || exit 3
  if [ "$(cat "$base/lock/owner" 2>/dev/null)" = "$mine" ]; then
    break
  elif [ "$tries" -gt 3 ] || alive "$base/lock/owner"; then
    say locked "$(cat "$base/lock/owner" 2>/dev/null)"
    exit 0
  fi
  mv "$base/lock" "$base/stale.$$" 2>/dev/null && rm -rf "$base/stale.$$"
done
printf '%s\n' "$mine" >"$base/lock/owner"
say locked ok
