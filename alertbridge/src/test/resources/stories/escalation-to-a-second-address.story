# Whoever nobody answered for is told to a second address, which then hears of the end too.
fleet
  client pc1 memory>50 escalate-after=30m escalate-to=boss@example.org
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
  30m boss@example.org escalation: new pc1.memory
at 40m restart
at 1h pc1.memory=40
  1h10s it@example.org over pc1.memory
  1h10s boss@example.org over pc1.memory
at 2h
