# Clients that are each other's parents are told as if they had none.
fleet
  client a parent=b offline
  client b parent=a offline
  client c parent=c offline
  client d parent=a offline
at 0s a.up=1 b.up=1 c.up=1 d.up=1
at 1m a.up=0 b.up=0 c.up=0 d.up=0
  1m30s it@example.org new a.offline
  1m30s it@example.org new b.offline
  1m30s it@example.org new c.offline
at 5m
