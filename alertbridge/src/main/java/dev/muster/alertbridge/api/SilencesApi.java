package dev.muster.alertbridge.api;

import dev.muster.archive.Silence;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v2/silences} and {@code /api/v2/silence/ID}. */
final class SilencesApi {
  private static final Logger log = LoggerFactory.getLogger(SilencesApi.class);

  /** Alertmanager's name of the parameter. */
  private static final String ID = "silenceID";

  private final SilenceDesk desk;
  private final Runnable changed;

  SilencesApi(SilenceDesk desk, Runnable changed) {
    this.desk = desk;
    this.changed = changed;
  }

  void addTo(RoutesConfig routes) {
    routes.get("/api/v2/silences", ApiJson.handler(this::list));
    routes.post("/api/v2/silences", ApiJson.handler(this::set));
    routes.get("/api/v2/silence/{silenceID}", ApiJson.handler(this::get));
    routes.delete("/api/v2/silence/{silenceID}", ApiJson.handler(this::expire));
  }

  private void list(Context context) {
    var matchers = Query.filter(context);
    var sight = GroupSight.of(context);
    boolean active = Query.isTrue(context, "active");
    boolean pending = Query.isTrue(context, "pending");
    boolean expired = Query.isTrue(context, "expired");
    var wanted =
        desk.list(stated ->
            sight.sees(stated.silence())
                && stated.silence().matchers().containsAll(matchers)
                && switch (stated.state()) {
                  case ACTIVE -> active;
                  case PENDING -> pending;
                  case EXPIRED -> expired;
                });
    ApiJson.answer(
        context,
        json -> {
          json.writeStartArray();
          wanted.forEach(stated -> SilenceJson.write(json, stated));
          json.writeEndArray();
        });
  }

  private void set(Context context) {
    var sight = GroupSight.of(context);
    var wanted = SilenceJson.read(Body.of(context, "silence"));
    if (!wanted.id().isEmpty()) {
      var _ = seen(sight, wanted.id());
    }
    var silence = sight.bound(wanted);
    String id = desk.set(silence);
    log.info(
        "msg=\"silence set\" id={} user={} matchers={}",
        id,
        WebServer.user(context).orElse("-"),
        silence.matchers());
    WebServer.audit(context, "silence " + id + " of " + silence.matchers());
    changed.run();
    ApiJson.answer(
        context,
        json -> {
          json.writeStartObject();
          json.writeStringProperty("silenceID", id);
          json.writeEndObject();
        });
  }

  private void get(Context context) {
    var silence = seen(GroupSight.of(context), SilenceJson.id(ID, context.pathParam(ID)));
    ApiJson.answer(context, json -> SilenceJson.write(json, desk.stated(silence)));
  }

  /** One of others is not there for who does not see it. */
  private Silence seen(GroupSight sight, String id) {
    var silence = desk.get(id);
    if (!sight.sees(silence)) {
      throw Refusal.of(404, "silence not found");
    }
    return silence;
  }

  private void expire(Context context) {
    String id = SilenceJson.id(ID, context.pathParam(ID));
    var _ = seen(GroupSight.of(context), id);
    desk.expire(id);
    WebServer.audit(context, "silence " + id + " ended");
    log.info("msg=\"silence ended\" id={} user={}", id, WebServer.user(context).orElse("-"));
    changed.run();
  }
}
