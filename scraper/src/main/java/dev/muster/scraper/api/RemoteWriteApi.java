package dev.muster.scraper.api;

import dev.muster.scraper.remote.RemoteWriteStatus;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.core.JsonGenerator;

/** {@code /api/muster/v1/remote_write}: how sending on to each receiver goes. */
public final class RemoteWriteApi {
  private final Supplier<List<RemoteWriteStatus>> statuses;

  public RemoteWriteApi(Supplier<List<RemoteWriteStatus>> statuses) {
    this.statuses = statuses;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/muster/v1/remote_write", this::answer);
  }

  private void answer(Context context) {
    var all = statuses.get();
    Envelope.success(
        context,
        json -> {
          json.writeStartObject();
          json.writeArrayPropertyStart("receivers");
          all.forEach(status -> write(json, status));
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void write(JsonGenerator json, RemoteWriteStatus status) {
    json.writeStartObject();
    json.writeStringProperty("receiver", status.receiver());
    json.writeStringProperty("url", status.url());
    json.writeStringProperty("protocol", status.protocol());
    json.writeNumberProperty("samplesPending", status.pending());
    time(json, "oldestPending", status.oldestMillis().orElse(0));
    json.writeNumberProperty("samplesSent", status.sent());
    json.writeNumberProperty("samplesFailed", status.failed());
    json.writeNumberProperty("samplesRetried", status.retried());
    json.writeNumberProperty("samplesRejected", status.rejected());
    json.writeNumberProperty("samplesGivenUp", status.lost());
    time(json, "highestSent", status.highestMillis());
    time(json, "lastSuccess", status.successMillis());
    json.writeStringProperty("lastError", status.problem());
    json.writeEndObject();
  }

  private static void time(JsonGenerator json, String name, long millis) {
    if (millis == 0) {
      json.writeNullProperty(name);
    } else {
      json.writeStringProperty(name, Instant.ofEpochMilli(millis).toString());
    }
  }
}
