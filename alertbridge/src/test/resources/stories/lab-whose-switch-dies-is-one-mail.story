# A lab whose switch dies is one mail, not forty; so is its coming back.
fleet
  client pc1..40 group=lab offline memory>50
at 0s pc1..40.up=1 pc1..40.memory=10
at 1m pc1..15.up=0
at 65s pc16..30.up=0
at 70s pc31..40.up=0
  90s it@example.org new 40 alerts
at 5m pc1..40.up=1
  5m10s it@example.org over 40 alerts
at 10m
