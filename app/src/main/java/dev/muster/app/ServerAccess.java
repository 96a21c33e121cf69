package dev.muster.app;

import dev.muster.web.CertificateAuthority;
import dev.muster.web.Tls;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** How a command gets into a running server. */
final class ServerAccess {
  private ServerAccess() {}

  /** Trusts the authority of a data folder; null where it has none. */
  static @Nullable SSLContext trust(Path data) {
    var authority = data.resolve("ca");
    return Files.exists(authority.resolve("ca.pem"))
        ? Tls.context(
            null, Tls.trusting(List.of(CertificateAuthority.openOrMake(authority).certificate())))
        : null;
  }

  /** The header that logs in with the password that is given or asked for; null without one. */
  static @Nullable String authorization(String username) {
    String password = password();
    return password.isEmpty()
        ? null
        : "Basic "
            + Base64.getEncoder()
                .encodeToString((username + ":" + password).getBytes(StandardCharsets.UTF_8));
  }

  private static String password() {
    String given = System.getenv("MUSTER_PASSWORD");
    if (given != null) {
      return given;
    }
    return Optional.ofNullable(System.console())
        .map(console -> console.readPassword("Password: "))
        .map(String::new)
        .orElse("");
  }
}
