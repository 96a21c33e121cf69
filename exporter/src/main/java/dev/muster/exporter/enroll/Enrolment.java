package dev.muster.exporter.enroll;

import dev.muster.web.OwnKey;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Properties;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Enrols this machine: makes a key, asks for a certificate, waits until somebody accepts it, and
 * puts all in place. What it does is kept in the folder first, so that it goes on where it was left
 * when it is run again: with the same key, which takes no second use of the token.
 */
final class Enrolment {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(2);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

  /** What comes of it. */
  enum Outcome {
    ENROLLED,
    /** Nobody accepted it yet. */
    WAITS,
    /** It is done at the first start. */
    LATER
  }

  /**
   * What is wanted.
   *
   * @param server such as {@code https://muster.example.org:10090}
   * @param authoritySha256 of the certificate of the server's authority
   * @param name in the fleet, or "" for the host's
   * @param group in the fleet, or ""
   * @param port where the exporter will listen
   */
  record Wanted(
      String server, String authoritySha256, String token, String name, String group, int port) {
    /** Without the token. */
    @Override
    public String toString() {
      return "Wanted[" + server + "]";
    }
  }

  /** Waits, or is interrupted. */
  interface Pause {
    void of(Duration time) throws InterruptedException;
  }

  private final EnrollFolder folder;
  private final Function<Wanted, EnrollDoor> doors;
  private final Machine machine;
  private final InstantSource clock;
  private final Pause pause;
  private final PrintWriter out;

  Enrolment(
      EnrollFolder folder, Machine machine, InstantSource clock, Pause pause, PrintWriter out) {
    this.folder = folder;
    this.doors = wanted -> new EnrollDoor(wanted.server(), wanted.authoritySha256());
    this.machine = machine;
    this.clock = clock;
    this.pause = pause;
    this.out = out;
  }

  /**
   * Keeps what is wanted for the first start of this machine, which has a key of its own then.
   *
   * @throws EnrollException if it cannot be kept
   */
  Outcome later(Wanted wanted) {
    var _ = doors.apply(wanted); // It complains of what is wrong.
    folder.prepare();
    folder.keepWaiting(properties(wanted));
    say("This machine enrols with %s at its first start.".formatted(wanted.server()));
    return Outcome.LATER;
  }

  /**
   * Enrols, or goes on with it.
   *
   * @param wanted null: what was wanted before
   * @param longest how long it waits to be accepted
   * @throws EnrollException if it cannot be enrolled
   */
  Outcome run(@Nullable Wanted wanted, Duration longest) throws InterruptedException {
    if (folder.isEnrolled()) {
      say("This machine is enrolled already: its certificate is in %s.".formatted(folder.config()));
      return Outcome.ENROLLED;
    }
    var state = state(wanted);
    var door = doors.apply(wanted(state));
    folder.prepare();
    if (state.getProperty("key", "").isEmpty()) {
      var own = OwnKey.make(machine.host());
      state.setProperty("key", own.keyPem());
      state.setProperty("request", own.requestPem());
    }
    folder.keepWaiting(state);
    return wait(state, door, clock.instant().plus(longest));
  }

  private Properties state(@Nullable Wanted wanted) {
    var before = folder.waiting();
    if (wanted == null) {
      return before.orElseThrow(() ->
          EnrollException.lasting(
              "Nothing waits in %s; give --url, --authority-sha256 and a token."
                  .formatted(folder.config())));
    }
    var state = properties(wanted);
    before
        .filter(one -> isOfSame(one, state, "url") && isOfSame(one, state, "authority"))
        .ifPresent(one -> {
          for (var kept : new String[] {"key", "request", "id", "secret"}) {
            state.setProperty(kept, one.getProperty(kept, ""));
          }
        });
    return state;
  }

  private static boolean isOfSame(Properties one, Properties other, String name) {
    return one.getProperty(name, "").equals(other.getProperty(name));
  }

  private static Properties properties(Wanted wanted) {
    var properties = new Properties();
    properties.setProperty("url", wanted.server());
    properties.setProperty("authority", wanted.authoritySha256());
    properties.setProperty("token", wanted.token());
    properties.setProperty("name", wanted.name());
    properties.setProperty("group", wanted.group());
    properties.setProperty("port", Integer.toString(wanted.port()));
    return properties;
  }

  private Wanted wanted(Properties state) {
    try {
      return new Wanted(
          state.getProperty("url", ""),
          state.getProperty("authority", ""),
          state.getProperty("token", ""),
          state.getProperty("name", ""),
          state.getProperty("group", ""),
          Integer.parseInt(state.getProperty("port", "")));
    } catch (NumberFormatException e) {
      throw EnrollException.lasting(
          "What waits in %s is damaged; remove it and enrol again.".formatted(folder.config()));
    }
  }

  private Outcome wait(Properties state, EnrollDoor door, Instant end) throws InterruptedException {
    var next = FIRST_PAUSE;
    String said = "";
    while (true) {
      String trouble;
      try {
        if (isAccepted(state, door)) {
          return Outcome.ENROLLED;
        }
        trouble = "Waits to be accepted in Admin > Enrolment.";
      } catch (EnrollException e) {
        if (!e.isPassing() || !clock.instant().plus(next).isBefore(end)) {
          throw e;
        }
        trouble = String.valueOf(e.getMessage());
      }
      if (!trouble.equals(said)) {
        say(trouble);
        said = trouble;
      }
      if (!clock.instant().plus(next).isBefore(end)) {
        return Outcome.WAITS;
      }
      pause.of(next);
      next = next.multipliedBy(3).dividedBy(2);
      next = next.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : next;
    }
  }

  private boolean isAccepted(Properties state, EnrollDoor door) {
    String id = state.getProperty("id", "");
    if (id.isEmpty()) {
      var wanted = wanted(state);
      var answer =
          door.post(
              machine.json(
                  wanted.token(),
                  state.getProperty("request", ""),
                  wanted.name(),
                  wanted.group(),
                  wanted.port()));
      state.setProperty("id", answer.field("id"));
      state.setProperty("secret", answer.field("secret"));
      state.remove("token"); // The secret takes its place.
      folder.keepWaiting(state);
      return isAccepted(answer, state);
    }
    return isAccepted(door.get(id, state.getProperty("secret", "")), state);
  }

  private boolean isAccepted(EnrollDoor.Answer answer, Properties state) {
    String name = answer.field("name");
    return switch (answer.field("state")) {
      case "accepted" -> {
        folder.enrolled(
            state.getProperty("key", ""), answer.field("certificate"), answer.field("authority"));
        say("This machine is enrolled as %s.".formatted(name));
        yield true;
      }
      case "pending" -> false;
      case "denied" ->
          throw EnrollException.lasting(
              "The server's administrators denied '%s'; to ask again, remove %s and enrol anew."
                  .formatted(name, folder.config()));
      case "replaced" ->
          throw EnrollException.lasting("Another machine is called '%s' now.".formatted(name));
      default -> throw EnrollException.lasting("The server did not say whether it accepts.");
    };
  }

  private void say(String sentence) {
    out.println(sentence);
    out.flush();
  }
}
