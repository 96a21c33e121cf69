package dev.muster.rollout.enroll;

import dev.muster.archive.account.StoredEnrollment;
import dev.muster.archive.account.StoredEnrollment.State;
import dev.muster.archive.account.StoredEnrollmentToken;
import dev.muster.server.JsonAnswer;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Machines and tokens as answers show them, without secrets. */
final class EnrollmentJson {
  private EnrollmentJson() {}

  static String word(State state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  static Map<String, @Nullable Object> of(StoredEnrollment machine) {
    var host = machine.host();
    return JsonAnswer.ordered(
        "id",
        machine.id(),
        "state",
        word(machine.state()),
        "name",
        host.name(),
        "group",
        host.group(),
        "ip",
        host.ip(),
        "port",
        host.port(),
        "host",
        host.called(),
        "addresses",
        host.addresses(),
        "system",
        host.system(),
        "version",
        host.version(),
        "token",
        machine.token(),
        "warning",
        machine.warning(),
        "since",
        JsonAnswer.seconds(machine.since()),
        "decided",
        JsonAnswer.seconds(machine.decided()));
  }

  static Map<String, @Nullable Object> of(StoredEnrollmentToken token) {
    return JsonAnswer.ordered(
        "name",
        token.name(),
        "group",
        token.group(),
        "atOnce",
        token.atOnce(),
        "uses",
        token.uses(),
        "used",
        token.used(),
        "made",
        JsonAnswer.seconds(token.made()),
        "expires",
        JsonAnswer.seconds(token.expires()));
  }

  /** What a machine is told of itself. */
  static Map<String, @Nullable Object> told(Enrollments.Standing standing, String authorityPem) {
    var machine = standing.machine();
    var json =
        JsonAnswer.ordered(
            "id",
            machine.id(),
            "state",
            machine.state() == State.ACCEPTING ? "pending" : word(machine.state()),
            "name",
            machine.host().name());
    if (!standing.secret().isEmpty()) {
      json.put("secret", standing.secret());
    }
    if (machine.state() == State.ACCEPTED) {
      json.put("certificate", machine.chain());
      json.put("authority", authorityPem);
    }
    return json;
  }
}
