# While it is silenced, an alert escalates to nobody; once it is told, its time begins.
fleet
  client pc1 memory>50 escalate-after=30m escalate-to=boss@example.org
at 0s silence s1 type="memory" until=2h
at 1m pc1.memory=60
  2h it@example.org catch-up: new pc1.memory
  2h30m boss@example.org escalation: new pc1.memory
at 3h
