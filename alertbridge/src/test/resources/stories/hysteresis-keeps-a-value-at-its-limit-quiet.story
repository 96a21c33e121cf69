# Between clear and the limit an alert neither ends nor begins.
fleet
  client pc1 memory>50:clear=45
at 0s pc1.memory=51
  0s it@example.org new pc1.memory
at 1m pc1.memory=49
at 2m pc1.memory=51
at 3m pc1.memory=46
at 4m pc1.memory=44
  4m10s it@example.org over pc1.memory
at 5m pc1.memory=49
at 6m
