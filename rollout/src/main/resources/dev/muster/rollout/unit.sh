# ---- the unit of systemd, of a roll-out as of an enrolment

quoted() { printf '"%s"' "$(printf %s "$1" | sed 's/[\\"]/\\&/g; s/%/%%/g; s/\$/$$/g')"; }

unit() { # PROGRAM TARGET MORE: what runs, what wants it, further lines
  cat <<UNIT
[Unit]
Description=Muster exporter: this machine's readings for Prometheus and Muster
After=network.target

[Service]
ExecStart=$1
Restart=always
RestartSec=5
# The JVM answers SIGTERM with 143.
SuccessExitStatus=143
NoNewPrivileges=yes
UMask=0077
$3
[Install]
WantedBy=$2
UNIT
}

# Root without its powers: it owns its key, and may write its own folders alone.
hardening() { # FOLDERS, quoted
  cat <<MORE
CapabilityBoundingSet=
AmbientCapabilities=
ProtectSystem=strict
ReadWritePaths=$1
ProtectHome=read-only
PrivateTmp=yes
PrivateDevices=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
LockPersonality=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service adjtimex clock_adjtime
SystemCallErrorNumber=EPERM
MORE
}
