# Nothing is told in a maintenance window; at its end what still stands is.
fleet
  window backup 02:00-04:00 group="lab"
  client pc1 group=lab memory>50 cpu>20
  client pc2 memory>50
step 5m
at 2h10m pc1.memory=60 pc1.cpu=30 pc2.memory=60
  2h10m it@example.org new pc2.memory
at 3h pc1.cpu=10
  4h it@example.org catch-up: new pc1.memory
at 5h
