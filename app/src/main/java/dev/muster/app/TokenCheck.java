package dev.muster.app;

import dev.muster.scraper.api.ReadAccess;
import dev.muster.server.TokenUser;
import dev.muster.web.BearerTokens;
import dev.muster.web.BearerTokens.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whose a bearer token is, by the file of tokens as it is now: one that is added or removed counts
 * from the next request on. A file that cannot be read opens nothing.
 */
final class TokenCheck {
  private static final Logger log = LoggerFactory.getLogger(TokenCheck.class);
  private static final String NONE = "none";

  private final Path file;
  private final BearerTokens tokens;
  private String stamp = "";
  private List<Kept> known = List.of();

  TokenCheck(Path file, InstantSource clock) {
    this.file = file;
    this.tokens = new BearerTokens(clock);
  }

  Optional<TokenUser> user(String token) {
    return tokens
        .find(token, current())
        .map(kept -> new TokenUser("token:" + kept.name(), ReadAccess::allows));
  }

  private synchronized List<Kept> current() {
    String now = stamp(file);
    if (!now.equals(stamp)) {
      stamp = now;
      try {
        known = Tokens.read(file).stream().map(Tokens.Entry::kept).toList();
      } catch (AppException e) {
        known = List.of();
        log.warn("msg=\"no token is taken\" reason=\"{}\"", e.getMessage());
      }
    }
    return known;
  }

  /** A file is never changed but replaced, so its key tells versions apart, too. */
  private static String stamp(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return attributes.lastModifiedTime() + " " + attributes.size() + " " + attributes.fileKey();
    } catch (IOException e) {
      return NONE;
    }
  }
}
