# What an inhibition's source mutes is told once the source is gone.
fleet
  inhibit source=alertname="SwitchDown" target=type="memory" equal=group
  client pc1 group=lab memory>50
  client pc2 group=hall memory>50
at 0s post SwitchDown group=lab for=1h
at 1m pc1.memory=60 pc2.memory=60
  1m it@example.org new pc2.memory
at 10m end SwitchDown group=lab
  10m30s it@example.org new pc1.memory
at 20m
