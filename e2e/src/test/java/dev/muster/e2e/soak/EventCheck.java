package dev.muster.e2e.soak;

import java.io.IOException;
import java.util.HashSet;

/** Whether each record of the clients' event logs is in the archive, once. */
final class EventCheck {
  private static final int PAGE = 1000;

  private EventCheck() {}

  /**
   * What was found.
   *
   * @param told how many records the clients had
   */
  record Found(long told, long kept, long doubled) {
    long lost() {
      return Math.max(0, told - kept);
    }
  }

  static Found look(SoakApi api, long told) throws IOException, InterruptedException {
    var seen = new HashSet<String>();
    long doubled = 0;
    String cursor = "";
    do {
      var data = api.data("/api/muster/v1/events?limit=" + PAGE + cursor);
      for (var event : data.path("events")) {
        var key = event.path("client").asString() + " " + event.path("message").asString();
        if (!seen.add(key)) {
          doubled++;
        }
      }
      cursor = data.path("next").isNull() ? "" : "&cursor=" + data.path("next").asString();
    } while (!cursor.isEmpty());
    return new Found(told, seen.size(), doubled);
  }
}
