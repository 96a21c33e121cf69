package dev.muster.alertbridge.api;

import dev.muster.archive.Acknowledgement;
import dev.muster.server.JsonAnswer;
import dev.muster.server.Refused;
import dev.muster.server.WebServer;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Acknowledging alerts: {@code POST /api/muster/v1/alerts/ID/acknowledge}. */
public final class AcknowledgeApi {
  private static final Logger log = LoggerFactory.getLogger(AcknowledgeApi.class);
  private static final int MOST_DIGITS = 18;
  static final int MOST_COMMENT = 1_000;

  /**
   * What it works with.
   *
   * @param store stores one; false where its alert is over or was never there
   * @param changed is run when an alert was acknowledged
   */
  public record Parts(
      AlertSource alerts,
      Predicate<Acknowledgement> store,
      Runnable changed,
      InstantSource clock) {}

  private final Parts parts;

  public AcknowledgeApi(Parts parts) {
    this.parts = parts;
  }

  public void addTo(RoutesConfig routes) {
    routes.post("/api/muster/v1/alerts/{id}/acknowledge", this::post);
  }

  /** The alert that fires, if who asks sees it. */
  Optional<ShownAlert> alert(Context context, long id) {
    return parts.alerts().alerts().stream()
        .filter(alert -> alert.episode() == id)
        .filter(GroupSight.of(context)::sees)
        .findFirst();
  }

  /** The number in the address; −1, which no alert has, where it is none. */
  static long id(Context context) {
    String text = context.pathParam("id");
    return text.matches("[0-9]{1," + MOST_DIGITS + "}") ? Long.parseLong(text) : -1;
  }

  private void post(Context context) {
    try {
      String comment =
          context.bodyAsBytes().length == 0
              ? ""
              : Body.of(context, "acknowledgement").requireObject().text("comment");
      if (comment.length() > MOST_COMMENT) {
        throw Refusal.of(400, "a comment of more than 1000 characters; make it shorter");
      }
      var stored =
          store(context, comment)
              .orElseThrow(() -> Refusal.of(404, "there is no such alert, or it is over"));
      ApiJson.answer(context, json -> json.writePOJO(success(stored)));
    } catch (Refusal refusal) {
      context.status(refusal.status());
      ApiJson.answer(context, json -> json.writePOJO(JsonAnswer.failure(refused(refusal))));
    }
  }

  private static Map<String, @Nullable Object> success(Acknowledgement stored) {
    return JsonAnswer.ordered(
        "status",
        "success",
        "data",
        JsonAnswer.ordered(
            "alert",
            stored.episode(),
            "author",
            stored.author(),
            "comment",
            stored.comment(),
            "time",
            ApiJson.time(stored.time())));
  }

  private static Refused refused(Refusal refusal) {
    var type = refusal.status() == 404 ? "not_found" : "bad_data";
    return Refused.of(refusal.status(), type, refusal.reason());
  }

  Optional<Acknowledgement> store(Context context, String comment) {
    long id = id(context);
    String author = WebServer.user(context).orElse("");
    var one = new Acknowledgement(id, parts.clock().millis(), author, comment.strip());
    boolean seen = GroupSight.of(context).seesAll() || alert(context, id).isPresent();
    if (id < 0 || !seen || !parts.store().test(one)) {
      return Optional.empty();
    }
    WebServer.audit(context, "alert " + id + " acknowledged");
    log.info("msg=\"alert acknowledged\" id={} user={}", id, author);
    parts.changed().run();
    return Optional.of(one);
  }
}
