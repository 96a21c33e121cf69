# From five groups on, due at once for one address, they are one mail; four are four.
fleet
  client pc1..4 memory>50 mail=few@example.org
  client pc11..15 memory>50 mail=many@example.org
at 0s pc1..4.memory=60 pc11..15.memory=60
  0s few@example.org new pc1.memory
  0s few@example.org new pc2.memory
  0s few@example.org new pc3.memory
  0s few@example.org new pc4.memory
  0s many@example.org new pc11.memory pc12.memory pc13.memory pc14.memory pc15.memory
at 5m pc11.memory=40
  5m10s many@example.org still pc12.memory pc13.memory pc14.memory pc15.memory, over pc11.memory
at 6m restart
at 7m pc11..15.memory=40
  7m10s many@example.org over pc12.memory pc13.memory pc14.memory pc15.memory
at 8m
