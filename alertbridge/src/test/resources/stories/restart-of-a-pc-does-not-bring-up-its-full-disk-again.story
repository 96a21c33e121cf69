# What was known before a client went offline is not told anew when it is back.
fleet
  client pc1 offline disk>90
at 0s pc1.up=1 pc1.disk@/=95
  0s it@example.org new pc1.disk
at 1h pc1.up=0 pc1.disk@/=gone
  1h30s it@example.org new pc1.offline
at 2h pc1.up=1 pc1.disk@/=95
  2h10s it@example.org still pc1.disk, over pc1.offline
at 3h pc1.disk@/=50
  3h10s it@example.org over pc1.disk
at 4h
