# A client that is still off when its hours begin has its "for" from then on.
fleet
  client pc1 expect=07:00-18:00 offline:for=5m
step 1m
at 0s pc1.up=0
  7h5m30s it@example.org new pc1.offline
at 9h pc1.up=1
  9h10s it@example.org over pc1.offline
at 10h
