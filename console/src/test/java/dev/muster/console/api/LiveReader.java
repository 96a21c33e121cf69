package dev.muster.console.api;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads server-sent events as they come. */
final class LiveReader implements AutoCloseable {
  final HttpResponse<InputStream> response;
  private final BufferedReader lines;

  /** An event. */
  record Event(long id, String name, JsonNode data) {}

  LiveReader(HttpResponse<InputStream> response) {
    this.response = response;
    this.lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
  }

  /** The next event of this name; waits for it. */
  Event next(String name) throws IOException {
    while (true) {
      var event = next();
      if (event.name().equals(name)) {
        return event;
      }
    }
  }

  Event next() throws IOException {
    long id = -1;
    String name = "";
    String data = "";
    while (true) {
      String line = lines.readLine();
      if (line == null) {
        throw new IOException("the stream has ended");
      }
      if (line.startsWith("id: ")) {
        id = Long.parseLong(line.substring(4));
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (line.isEmpty() && !name.isEmpty()) {
        return new Event(id, name, JsonMapper.shared().readTree(data));
      }
    }
  }

  @Override
  public void close() throws IOException {
    response.body().close();
  }
}
