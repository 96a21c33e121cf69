# When the clock is set back, nothing waits for the time to come again.
fleet
  client pc1 memory>50 cpu>20
at 5h pc1.memory=60 pc1.cpu=10
  5h it@example.org new pc1.memory
at 1h pc1.memory=60 pc1.cpu=10
at 1h1m pc1.cpu=30 pc1.memory=40
  1h1m it@example.org new pc1.cpu
  1h1m10s it@example.org still pc1.cpu, over pc1.memory
at 1h2m pc1.cpu=10
  1h2m10s it@example.org over pc1.cpu
at 1h5m
