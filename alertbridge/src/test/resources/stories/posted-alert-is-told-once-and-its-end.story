# What others judge is told as limits are, however often it is handed on.
fleet
  client pc1 mail=lab@example.org
  defaults it@example.org
at 0s post DiskFull client=pc1 for=5m
  0s lab@example.org new pc1.DiskFull
at 1m post DiskFull client=pc1 for=5m
at 2m restart
at 3m post DiskFull client=pc1 for=5m; post NoClient for=5m
  3m it@example.org new NoClient
at 4m end DiskFull client=pc1; end NoClient
  4m10s lab@example.org over pc1.DiskFull
  4m10s it@example.org over NoClient
at 5m
