# A machine that is back within the offline wait was not away for anybody.
fleet
  client pc1 offline
at 0s pc1.up=1
at 1m pc1.up=0
at 1m25s pc1.up=1
at 5m
