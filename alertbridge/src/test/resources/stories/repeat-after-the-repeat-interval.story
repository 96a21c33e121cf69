# What still fires is told again once a repeat interval.
fleet
  settings repeat-interval=4h
  client pc1 memory>50
step 5m
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
  4h it@example.org repeat: still pc1.memory
  8h it@example.org repeat: still pc1.memory
at 9h pc1.memory=40
  9h10s it@example.org over pc1.memory
at 20h
