# What was told stays told when the fleet file groups otherwise.
fleet
  client pc1 group=lab memory>50
  client pc2 group=lab memory>50
at 0s pc1..2.memory=60
  0s it@example.org new pc1.memory
  0s it@example.org new pc2.memory
fleet
  settings group-by=group
  client pc1 group=lab memory>50
  client pc2 group=lab memory>50
at 1m
at 2m pc1..2.memory=40
  2m10s it@example.org over pc1.memory
  2m10s it@example.org over pc2.memory
at 3m
