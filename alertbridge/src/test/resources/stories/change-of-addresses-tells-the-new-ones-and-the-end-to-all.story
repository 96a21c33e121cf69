# Who is named anew hears of what fires; who was told and is no longer named hears of the end.
fleet
  client pc1 memory>50 mail=a@example.org
at 0s pc1.memory=60
  0s a@example.org new pc1.memory
fleet
  client pc1 memory>50 mail=b@example.org
at 1m restart
  1m b@example.org new pc1.memory
at 2m pc1.memory=40
  2m10s a@example.org over pc1.memory
  2m10s b@example.org over pc1.memory
at 3m
