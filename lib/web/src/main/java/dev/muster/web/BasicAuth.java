package dev.muster.web;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * HTTP Basic authentication against bcrypt hashes. Compares in constant time, takes as long for an
 * unknown user as for a known one, remembers what it accepted (bounded) so that a scrape does not
 * pay for bcrypt each time.
 */
public final class BasicAuth {
  /** Checks against these users: name to bcrypt hash. */
  public BasicAuth(Map<String, String> users) {
    throw new UnsupportedOperationException(users.keySet().toString());
  }

  /** The user an {@code Authorization} header proves to be, or empty. */
  public Optional<String> user(@Nullable String authorization) {
    throw new UnsupportedOperationException(authorization);
  }
}
