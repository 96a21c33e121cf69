package dev.muster.archive;

import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was found damaged: counted each time, named in the log once. */
final class DamageLog {
  private static final Logger LOG = LoggerFactory.getLogger(DamageLog.class);

  /** More places than these are counted, but not named. */
  private static final int NAMED = 100;

  private static final int CORRUPT = 11;

  private final AtomicLong found = new AtomicLong();
  private final Set<String> named;
  private final BiConsumer<String, String> teller;

  DamageLog() {
    this((place, reason) ->
        LOG.warn(
            "msg=\"archive damaged\" place=\"{}\" reason=\"{}\""
                + " hint=\"it is left out, the rest is served\"",
            place,
            reason));
  }

  /** One that tells somebody else than the log of a place and what is wrong there. */
  DamageLog(BiConsumer<String, String> teller) {
    this(ConcurrentHashMap.newKeySet(), teller);
  }

  private DamageLog(Set<String> named, BiConsumer<String, String> teller) {
    this.named = named;
    this.teller = teller;
  }

  /** One that counts for itself; what was named here it does not name again. */
  DamageLog another() {
    return new DamageLog(named, teller);
  }

  /** Something was left out; the place is named so that another reading names it the same way. */
  void found(String place, String reason) {
    found.incrementAndGet();
    if (named.size() < NAMED && named.add(place)) {
      teller.accept(place, reason);
    }
  }

  /** Whether SQLite says that a page is damaged (SQLITE_CORRUPT). */
  static boolean isDamage(SQLException e) {
    return (e.getErrorCode() & 0xff) == CORRUPT;
  }

  long count() {
    return found.get();
  }
}
