# After a restart a posted alert waits for whoever posted it, and is not told twice.
fleet
  client pc1
step 1m
at 0s post DiskFull client=pc1 for=4m
  0s it@example.org new pc1.DiskFull
at 1m down
at 2h restart
at 2h10m post DiskFull client=pc1 for=4m
at 2h12m end DiskFull client=pc1
  2h12m10s it@example.org over pc1.DiskFull
at 3h
