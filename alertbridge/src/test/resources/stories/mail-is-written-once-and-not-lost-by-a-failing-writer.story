# What cannot be written is not counted as told: it is told once it can be.
fleet
  client pc1 memory>50
at 0s mails=fail pc1.memory=60
at 5m mails=work
  5m it@example.org new pc1.memory
at 10m restart
at 15m
