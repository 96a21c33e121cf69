# An alert within its new limit is over, and the history says why.
fleet
  client pc1 memory>50
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
fleet
  client pc1 memory>80
at 1m
  1m10s it@example.org over pc1.memory
at 2m
  history pc1.memory: firing [60.0%, limit 50%], notified [it@example.org] by mail, resolved [limit changed, 60.0%, limit 80%], notified [it@example.org, that it is over] by mail
at 3m
