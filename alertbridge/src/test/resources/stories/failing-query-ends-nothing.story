# While a limit's query fails, its alerts stand as they are.
fleet
  client pc1 memory>50
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
at 1m memory=fails pc1.memory=10
at 10m memory=works
  10m10s it@example.org over pc1.memory
at 11m
