# An acknowledged alert does not escalate.
fleet
  client pc1 memory>50 escalate-after=30m escalate-to=boss@example.org
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
at 20m ack pc1.memory anna
at 1h pc1.memory=40
  1h10s it@example.org over pc1.memory
at 2h
