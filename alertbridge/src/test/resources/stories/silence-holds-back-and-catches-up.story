# What a silence held back and what it interrupted is told when it ends, if it still stands.
fleet
  client pc1 memory>50 cpu>20 load>2
at 0s pc1.memory=60 pc1.cpu=10 pc1.load=1
  0s it@example.org new pc1.memory
at 10m silence s1 client="pc1" until=1h
at 20m pc1.cpu=30 pc1.load=3
at 30m pc1.load=1
  1h it@example.org catch-up: new pc1.cpu, still pc1.memory
at 2h
  history pc1.load: firing [3.00, limit 2], muted [silence s1], resolved [cleared, 1.00, limit 2]
  history pc1.cpu: firing [30.0%, limit 20%], muted [silence s1], unmuted [silence s1], notified [it@example.org] by mail
at 3h
