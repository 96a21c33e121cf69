# An alert that comes and goes is told so once; then there is silence until it is calm.
fleet
  settings flap-changes=3 flap-window=30m
  client pc1 memory>50
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
at 1m pc1.memory=40
  1m10s it@example.org over pc1.memory
at 2m pc1.memory=60
  2m it@example.org new pc1.memory
at 3m pc1.memory=40
  3m10s it@example.org over pc1.memory
at 4m pc1.memory=60
  4m it@example.org new pc1.memory~3
at 5m pc1.memory=40
at 6m pc1.memory=60
at 7m restart
at 8m pc1.memory=40
at 9m pc1.memory=60
at 10m pc1.memory=40
  39m it@example.org over pc1.memory
at 40m
