# An alert that nobody hands on any more ends when its time is over.
fleet
  client pc1
at 0s post DiskFull client=pc1 for=4m
  0s it@example.org new pc1.DiskFull
  4m10s it@example.org over pc1.DiskFull
at 10m
