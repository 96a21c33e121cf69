# While a client is offline, nothing else of it is told; what stands when it is back is.
fleet
  client pc1 offline memory>50
at 0s pc1.up=1 pc1.memory=10
at 1m pc1.up=0 pc1.memory=gone
  1m30s it@example.org new pc1.offline
at 5m post Silent client=pc1 for=2h
at 10m pc1.up=1 pc1.memory=10
  10m10s it@example.org over pc1.offline
  10m30s it@example.org new pc1.Silent
at 20m
