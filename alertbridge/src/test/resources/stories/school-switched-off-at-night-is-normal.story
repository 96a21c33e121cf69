# Outside of the hours in which it is expected to run, a client may be off.
fleet
  client pc1 expect=07:00-18:00 offline:for=5m
step 1m
at 0s pc1.up=0
at 6h pc1.up=1
at 17h59m pc1.up=0
at 1d6h30m pc1.up=1
at 1d18h30m pc1.up=0
at 2d6h50m pc1.up=1
at 2d8h
