# A silence that is taken back releases what it held.
fleet
  client pc1 memory>50
at 0s silence s1 type="memory" until=10h
at 1m pc1.memory=60
at 30m restart
at 1h expire s1
  1h it@example.org catch-up: new pc1.memory
at 2h
