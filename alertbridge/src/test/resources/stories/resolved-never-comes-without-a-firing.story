# What was over before anybody was told of it is told to nobody.
fleet
  settings group-wait=1m
  client pc1 memory>50
at 0s pc1.memory=60
at 30s pc1.memory=40
at 10m pc1.memory=60
  11m it@example.org new pc1.memory
at 12m
