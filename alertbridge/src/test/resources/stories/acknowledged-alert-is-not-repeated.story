# What somebody takes care of is not repeated; its end is told, and other alerts name who.
fleet
  settings repeat-interval=4h
  client pc1 memory>50 cpu>20
step 5m
at 0s pc1.memory=60 pc1.cpu=10
  0s it@example.org new pc1.memory
at 1h ack pc1.memory anna
at 9h pc1.cpu=30
  9h it@example.org new pc1.cpu, still pc1.memory!anna
at 10h pc1.cpu=10 pc1.memory=40
  10h10s it@example.org over pc1.cpu pc1.memory
at 11h
  history pc1.memory: firing [60.0%, limit 50%], notified [it@example.org] by mail, acknowledged [by anna], resolved [cleared, 40.0%, limit 50%], notified [it@example.org, that it is over] by mail
at 12h
