# An alert that ends and is back within the resolve delay is told neither as over nor as new.
fleet
  client pc1 memory>50
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
at 1m pc1.memory=40
at 1m8s pc1.memory=60
at 1m9s restart
at 5m pc1.memory=40
  5m10s it@example.org over pc1.memory
at 6m
