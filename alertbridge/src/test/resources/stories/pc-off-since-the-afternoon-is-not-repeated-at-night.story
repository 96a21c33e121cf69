# One that went off in its hours stays told, and is not told again outside of them.
fleet
  settings repeat-interval=2h
  client pc1 expect=07:00-18:00 offline
step 1m
at 8h pc1.up=1
at 17h pc1.up=0
  17h30s it@example.org new pc1.offline
  1d7h30s it@example.org repeat: still pc1.offline
at 1d8h pc1.up=1
  1d8h10s it@example.org over pc1.offline
at 1d9h
