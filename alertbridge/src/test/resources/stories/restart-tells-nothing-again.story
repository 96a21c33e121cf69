# A restart neither loses nor repeats anything, and an end is told by the words of its cause.
fleet
  client pc1 memory>50 cpu>20:for=2m
at 0s pc1.memory=60 pc1.cpu=30
  0s it@example.org new pc1.memory
at 1m restart
  2m it@example.org new pc1.cpu, still pc1.memory
at 3m pc1.memory=40 pc1.cpu=10
at 3m5s restart
  3m10s it@example.org over pc1.cpu pc1.memory
at 4m
  history pc1.memory: firing [60.0%, limit 50%], notified [it@example.org] by mail, resolved [cleared, 40.0%, limit 50%], notified [it@example.org, that it is over] by mail
at 5m
