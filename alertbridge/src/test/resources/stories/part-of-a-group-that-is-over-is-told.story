# When one of two alerts of a group ends, that is told at once and the other one named as still firing.
fleet
  client pc1 memory>50 cpu>20
at 0s pc1.memory=60 pc1.cpu=30
  0s it@example.org new pc1.cpu pc1.memory
at 5m pc1.cpu=10
  5m10s it@example.org still pc1.memory, over pc1.cpu
at 6m pc1.memory=10
  6m10s it@example.org over pc1.memory
at 7m
