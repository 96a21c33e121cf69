# An alert that is back within the resolve delay stays acknowledged, over a restart too.
fleet
  settings repeat-interval=1h
  client pc1 memory>50 escalate-after=2h escalate-to=boss@example.org
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
at 10m ack pc1.memory anna
at 20m pc1.memory=40
at 20m5s pc1.memory=60
at 21m restart
at 5h pc1.memory=40
  5h10s it@example.org over pc1.memory
at 6h
