# What is new in a group that was told lately waits for the group interval.
fleet
  settings group-interval=5m
  client pc1 memory>50 cpu>20 load>2
at 0s pc1.memory=60 pc1.cpu=10 pc1.load=1
  0s it@example.org new pc1.memory
at 1m pc1.cpu=30
at 2m pc1.load=3
  5m it@example.org new pc1.cpu pc1.load, still pc1.memory
at 20m
