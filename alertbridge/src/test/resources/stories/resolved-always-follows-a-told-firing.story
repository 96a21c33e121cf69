# Who was told that something began is told that it is over, after the resolve delay.
fleet
  client pc1 memory>50
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
at 1m pc1.memory=40
  1m10s it@example.org over pc1.memory
at 10m
