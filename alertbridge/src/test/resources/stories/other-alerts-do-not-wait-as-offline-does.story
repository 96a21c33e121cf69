# Only offline waits for its neighbours; a limit that is crossed is told at once.
fleet
  client pc1 offline memory>50
  client pc2 offline memory>50
at 0s pc1..2.up=1 pc1..2.memory=10
at 1m pc1.up=0 pc2.memory=60
  1m it@example.org new pc2.memory
  1m30s it@example.org new pc1.offline
at 5m
