# A client that is still offline once its switch is back is told after the offline wait.
fleet
  client sw1 offline
  client pc1 parent=sw1 offline
at 0s sw1.up=1 pc1.up=1
at 1m pc1.up=0 sw1.up=0
  1m30s it@example.org new sw1.offline
at 10m sw1.up=1
  10m10s it@example.org over sw1.offline
  10m30s it@example.org new pc1.offline
at 20m
