# Clients behind a switch that is offline are not told; the switch is.
fleet
  client sw1 offline
  client ap1 parent=sw1 offline
  client pc1..3 parent=ap1 offline memory>50
at 0s sw1.up=1 ap1.up=1 pc1..3.up=1 pc1..3.memory=10
at 1m pc1..3.up=0 ap1.up=0
at 70s sw1.up=0
  1m40s it@example.org new sw1.offline
at 10m sw1.up=1
  10m10s it@example.org over sw1.offline
at 10m15s ap1.up=1 pc1..3.up=1
at 20m
  history pc1.offline: firing, muted [parent ap1 is offline], muted [parent ap1 is offline, parent sw1 is offline], muted [parent ap1 is offline], resolved [cleared]
at 21m
