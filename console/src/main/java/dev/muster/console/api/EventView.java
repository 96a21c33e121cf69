package dev.muster.console.api;

import dev.muster.archive.StoredEvent;

/** A record of a client's event log. Time in Unix seconds. */
record EventView(
    long id,
    String client,
    double time,
    String log,
    String level,
    String source,
    String eventId,
    String message) {
  static EventView of(StoredEvent stored) {
    var event = stored.event();
    return new EventView(
        stored.id(),
        stored.client(),
        Figure.seconds(event.timeMillis()),
        event.log(),
        event.level(),
        event.source(),
        event.eventId(),
        event.message());
  }
}
