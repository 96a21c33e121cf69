# What begins after a gathered mail is told by client again.
fleet
  client pc1..5 memory>50 cpu>20
at 0s pc1..5.memory=60 pc1..5.cpu=10
  0s it@example.org new pc1.memory pc2.memory pc3.memory pc4.memory pc5.memory
at 5m pc1.cpu=30
  5m it@example.org new pc1.cpu
at 6m pc1.cpu=10
  6m10s it@example.org over pc1.cpu
at 7m
