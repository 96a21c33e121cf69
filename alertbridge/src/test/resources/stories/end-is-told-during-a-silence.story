# Who was alarmed before a silence hears of the end during it.
fleet
  client pc1 memory>50
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
at 10m silence s1 client="pc1" until=10h
at 20m pc1.memory=40
  20m10s it@example.org over pc1.memory
at 30m
