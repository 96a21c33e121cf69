# Alerts of one client are told together, whoever judged them.
fleet
  settings group-wait=30s
  client pc1 memory>50
at 0s pc1.memory=60
at 10s post DiskFull client=pc1 for=1h
  30s it@example.org new pc1.DiskFull pc1.memory
at 40m
