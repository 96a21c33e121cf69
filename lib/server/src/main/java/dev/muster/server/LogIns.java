package dev.muster.server;

import dev.muster.web.BasicAuth;
import java.time.Duration;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Tells whom a request comes from, by what it shows. */
public interface LogIns {
  /** The cookie with a session in it; the prefix binds it to this host, HTTPS and all paths. */
  String COOKIE = "__Host-muster-session";

  /** What came of it. */
  sealed interface Outcome {
    /**
     * It is somebody.
     *
     * @param csrf what a request that changes something must show besides; "" where none need to
     * @param stands whether what was shown still counts, for answers that go on for long
     */
    record In(Principal principal, String csrf, BooleanSupplier stands) implements Outcome {}

    /** It is nobody that is known. */
    record Out() implements Outcome {}

    /** Too many wrong ones came: nothing was looked at, and the next may come after that time. */
    record Wait(Duration time) implements Outcome {}
  }

  /**
   * By name and password.
   *
   * @param authorization the header
   * @param address where the request comes from
   */
  Outcome basic(String authorization, String address);

  /** By a token. */
  Outcome bearer(String token);

  /** By the value of the cookie {@value #COOKIE}. */
  Outcome session(String cookie);

  /** Those of a fixed list of users, all of them administrators; there are no sessions. */
  static LogIns of(BasicAuth users) {
    return new LogIns() {
      @Override
      public Outcome basic(String authorization, String address) {
        return users
            .user(authorization)
            .<Outcome>map(
                name -> new Outcome.In(new Principal(name, Role.ADMIN, Set.of()), "", () -> true))
            .orElseGet(Outcome.Out::new);
      }

      @Override
      public Outcome bearer(String token) {
        return new Outcome.Out();
      }

      @Override
      public Outcome session(String cookie) {
        return new Outcome.Out();
      }
    };
  }
}
