# A mail about something new tells apart what is new and what still fires.
fleet
  client pc1 memory>50 cpu>20
at 0s pc1.memory=60 pc1.cpu=10
  0s it@example.org new pc1.memory
at 10m pc1.cpu=30
  10m it@example.org new pc1.cpu, still pc1.memory
at 20m
