# Alerts escalate to receivers as well as to addresses.
fleet
  receiver pager
  client pc1 memory>50 escalate-after=10m escalate-to=pager,boss@example.org
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
  10m pager escalation: new pc1.memory
  10m boss@example.org escalation: new pc1.memory
at 20m pc1.memory=40
  20m10s it@example.org over pc1.memory
  20m10s pager over pc1.memory
  20m10s boss@example.org over pc1.memory
at 30m
