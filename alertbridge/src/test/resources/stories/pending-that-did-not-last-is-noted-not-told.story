# A limit crossed for too short is no alert, but it is noted.
fleet
  client pc1 cpu>20:for=2m
at 0s pc1.cpu=30
at 1m pc1.cpu=10
at 5m pc1.cpu=30
  7m it@example.org new pc1.cpu
at 8m
  history pc1.cpu: pending [30.0%, limit 20%], dropped [it did not last], pending [30.0%, limit 20%], firing [30.0%, limit 20%], notified [it@example.org] by mail
at 9m
