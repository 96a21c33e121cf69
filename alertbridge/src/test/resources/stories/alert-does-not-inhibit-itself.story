# An alert that is source and target at once does not mute itself, nor its like.
fleet
  inhibit source=type="memory" target=type=~"memory|cpu" equal=group
  client pc1 group=lab memory>50 cpu>20
  client pc2 group=lab memory>50
at 0s pc1.memory=60 pc2.memory=60 pc1.cpu=30
  0s it@example.org new pc1.memory
  0s it@example.org new pc2.memory
at 1m
