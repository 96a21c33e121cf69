# Hosts of their own kind on this machine: each has a network namespace with an address, a root
# folder, its processes, users and an OpenSSH server on port 22, where nothing else listens.
#   hosts.sh COUNT FOLDER NET   addresses 10.99.NET.1 ...; ends when its standard input does
# FOLDER holds key.pub (root's) and shadow (pupil's password). Writes FOLDER/N (the root folders)
# and says "ready".
set -u
count=$1 folder=$2 net=$3
bridge=mr$net

clean() {
  n=0
  while [ "$n" -lt "$count" ]; do
    n=$((n + 1))
    [ -s "$folder/pid.$n" ] && kill -9 "$(cat "$folder/pid.$n")" 2>/dev/null
    ip netns del "$bridge-$n" 2>/dev/null
    ip link del "$bridge.$n" 2>/dev/null
  done
  ip link del "$bridge" 2>/dev/null
}
trap 'clean; exit 1' TERM INT HUP

root() { # N: its root folder, with this machine's programs and an own everything else
  r=$folder/$1
  mkdir -p "$r"/etc/ssh "$r"/root/.ssh "$r"/opt "$r"/home/pupil "$r"/run "$r"/tmp "$r"/var/spool/cron \
    "$r"/proc "$r"/dev "$r"/sys "$r"/usr
  for link in bin sbin lib lib32 lib64; do
    [ -L "/$link" ] && cp -P "/$link" "$r/"
  done
  chmod 700 "$r/root" "$r/root/.ssh"
  chmod 1777 "$r/tmp"
  cp "$folder/key.pub" "$r/root/.ssh/authorized_keys"
  cp /etc/ld.so.cache /etc/ld.so.conf "$r/etc/" 2>/dev/null
  echo "host-$1" >"$r/etc/hostname"
  printf 'root:x:0:0::/root:/bin/sh\nsshd:x:100:65534::/run/sshd:/usr/sbin/nologin\n' >"$r/etc/passwd"
  printf 'pupil:x:2001:2001::/home/pupil:/bin/bash\n' >>"$r/etc/passwd"
  printf 'root:x:0:\npupil:x:2001:\nnogroup:x:65534:\n' >"$r/etc/group"
  cp "$folder/shadow" "$r/etc/shadow"
  chown 2001:2001 "$r/home/pupil"
  ssh-keygen -q -t ed25519 -N '' -f "$r/etc/ssh/host"
  cat >"$r/etc/ssh/sshd_config" <<CONF
Port 22
HostKey /etc/ssh/host
UsePAM no
PidFile none
PasswordAuthentication yes
PermitRootLogin yes
Subsystem sftp internal-sftp
CONF
  # A crontab of the hosts' own, as theirs is not this machine's.
  mkdir -p "$r/tools"
  cat >"$r/tools/crontab" <<'CRON'
#!/bin/sh
mine=/var/spool/cron/$(id -un)
case ${1:-} in
  -l) if [ -f "$mine" ]; then cat "$mine"; else echo "no crontab for $(id -un)" >&2; exit 1; fi ;;
  -r) rm -f "$mine" ;;
  -) cat >"$mine" ;;
  *) cat "$1" >"$mine" ;;
esac
CRON
  chmod 755 "$r/tools/crontab"
  chmod 1777 "$r/var/spool/cron"
}

boot='
set -e
r=$1
mount --make-rprivate /
mount --bind "$r" "$r"
mount --rbind /usr "$r/usr"
mount -o remount,bind,ro "$r/usr"
mount -t tmpfs none "$r/usr/local"
mkdir "$r/usr/local/bin"
cp "$r/tools/crontab" "$r/usr/local/bin/crontab"
mount -t proc none "$r/proc"
mount --rbind /dev "$r/dev"
mount -t tmpfs -o mode=755 none "$r/run"
mkdir "$r/run/sshd"
cd "$r"
for cron in "$r"/var/spool/cron/*; do
  [ -f "$cron" ] || continue
  sed -n "s/^@reboot //p" "$cron" >"$r/tmp/boot.sh"
  who=${cron##*/}
  chroot --userspec="$who" "$r" /usr/bin/env -i HOME="$([ "$who" = root ] && echo /root || echo /home/"$who")" PATH=/usr/bin:/bin sh /tmp/boot.sh </dev/null >/dev/null 2>&1 || true
done
exec chroot "$r" /usr/sbin/sshd -D -e -f /etc/ssh/sshd_config
'

start() { # N
  ip netns exec "$bridge-$1" unshare -m -p -f --kill-child sh -c "$boot" boot "$folder/$1" \
    </dev/null >>"$folder/log.$1" 2>&1 &
  echo $! >"$folder/pid.$1"
}

network() { # N
  ip netns add "$bridge-$1" &&
    ip link add "$bridge.$1" type veth peer name eth0 netns "$bridge-$1" &&
    ip link set "$bridge.$1" master "$bridge" up &&
    ip -n "$bridge-$1" addr add "10.99.$net.$1/24" dev eth0 &&
    ip -n "$bridge-$1" link set eth0 up &&
    ip -n "$bridge-$1" link set lo up
}

ip link add "$bridge" type bridge && ip addr add "10.99.$net.254/24" dev "$bridge" &&
  ip link set "$bridge" up || { echo "no bridge can be made"; exit 1; }
n=0
while [ "$n" -lt "$count" ]; do
  n=$((n + 1))
  root "$n"
  network "$n" || { echo "no network namespace can be made"; clean; exit 1; }
  start "$n"
done
echo ready

# Orders: "reboot N", "rate N KBIT" (0: as fast as can be).
while read -r order host value; do
  case $order in
    down) kill -9 "$(cat "$folder/pid.$host")"; wait "$(cat "$folder/pid.$host")" 2>/dev/null ;;
    up) start "$host" ;;
    rate)
      tc qdisc del dev "$bridge.$host" root 2>/dev/null
      [ "$value" = 0 ] ||
        tc qdisc add dev "$bridge.$host" root tbf rate "${value}kbit" burst 64kb latency 100ms ;;
  esac
  echo "done"
done
clean
