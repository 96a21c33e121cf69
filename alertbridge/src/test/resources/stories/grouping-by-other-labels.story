# Alerts are gathered by the labels the fleet file names.
fleet
  settings group-by=group
  client pc1 group=lab memory>50
  client pc2 group=lab memory>50
  client pc3 group=hall memory>50
at 0s pc1..3.memory=60
  0s it@example.org new pc1.memory pc2.memory
  0s it@example.org new pc3.memory
at 1m
