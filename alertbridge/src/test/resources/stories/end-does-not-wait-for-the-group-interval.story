# The end has a short delay of its own, however long the group interval is.
fleet
  settings group-interval=1h
  client pc1 memory>50 cpu>20
at 0s pc1.memory=60 pc1.cpu=30
  0s it@example.org new pc1.cpu pc1.memory
at 1m pc1.cpu=10
  1m10s it@example.org still pc1.memory, over pc1.cpu
at 2m
