# An alert that flaps so fast that none of its ends was told is still said to flap.
fleet
  settings flap-changes=3 flap-window=30m
  client pc1 memory>50
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
at 20s pc1.memory=40
at 25s pc1.memory=60
at 40s pc1.memory=40
at 45s pc1.memory=60
  45s it@example.org still pc1.memory~3
at 60s pc1.memory=40
at 65s pc1.memory=60
at 10m
