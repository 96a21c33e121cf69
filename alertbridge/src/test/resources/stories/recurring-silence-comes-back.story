# A silence with a schedule is active in its windows alone.
fleet
  client pc1 memory>50
step 5m
at 0s silence nightly client="pc1" daily=02:00-04:00
at 1h pc1.memory=60
  1h it@example.org new pc1.memory
at 1h30m pc1.memory=40
  1h30m10s it@example.org over pc1.memory
at 2h30m pc1.memory=60
  4h it@example.org catch-up: new pc1.memory
at 5h pc1.memory=40
  5h10s it@example.org over pc1.memory
at 1d2h30m pc1.memory=60
at 1d3h pc1.memory=40
at 1d5h
