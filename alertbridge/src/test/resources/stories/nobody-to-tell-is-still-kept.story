# An alert with nobody to tell is noted all the same.
fleet
  client pc1 memory>50 mail=nobody
at 0s pc1.memory=60
at 1m pc1.memory=40
at 2m
  history pc1.memory: firing [60.0%, limit 50%], resolved [cleared, 40.0%, limit 50%]
at 3m
