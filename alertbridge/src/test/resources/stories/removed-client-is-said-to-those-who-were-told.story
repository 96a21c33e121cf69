# An alert of a client that left the fleet file is closed to those who knew of it, over a restart too.
fleet
  client pc1 memory>50
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
fleet
at 1m restart
  1m10s it@example.org over pc1.memory
at 2m
  history pc1.memory: firing [60.0%, limit 50%], notified [it@example.org] by mail, resolved [client removed, 60.0%, limit 50%], notified [it@example.org, that it is over] by mail
at 3m
