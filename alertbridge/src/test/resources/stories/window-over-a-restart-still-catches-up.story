# The end of a window that came while the bridge was down is caught up after its start.
fleet
  window backup 02:00-04:00 group="lab"
  client pc1 group=lab memory>50
step 5m
at 2h10m pc1.memory=60
at 3h59m down
at 5h restart
  5h it@example.org catch-up: new pc1.memory
at 6h
