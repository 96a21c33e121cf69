# Each receiver has its own notifications; one that wants no ends gets none.
fleet
  receiver hook
  receiver pager resolved=no
  client pc1 memory>50 notify=hook,pager
at 0s pc1.memory=60
  0s it@example.org new pc1.memory
  0s hook new pc1.memory
  0s pager new pc1.memory
at 1m pc1.memory=40
  1m10s it@example.org over pc1.memory
  1m10s hook over pc1.memory
at 2m pc1.memory=60
  2m it@example.org new pc1.memory
  2m hook new pc1.memory
  2m pager new pc1.memory
at 3m
