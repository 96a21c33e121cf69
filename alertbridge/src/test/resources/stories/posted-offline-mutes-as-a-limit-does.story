# What a Prometheus with the rules of this fleet finds offline is muted, and mutes, as if it were judged here.
fleet
  client sw1
  client pc1 expect=07:00-18:00
  client pc2 parent=sw1
at 0s post offline client=pc1 type=offline for=10m; post Silent client=pc1 for=10m
at 8h post offline client=sw1 type=offline for=1h; post Down client=pc2 for=1h
  8h30s it@example.org new sw1.offline
at 8h10m end offline client=sw1 type=offline; end Down client=pc2
  8h10m10s it@example.org over sw1.offline
at 8h20m
