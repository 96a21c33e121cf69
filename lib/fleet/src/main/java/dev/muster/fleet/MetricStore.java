package dev.muster.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A Prometheus-compatible store that takes the place of the server's own archive of samples.
 *
 * @param query where its HTTP API is, without {@code /api/v1/…}
 * @param write where it takes remote write
 * @param username "" for no basic authentication
 * @param token a bearer token, instead of user and password
 * @param caFile PEM file of the authorities to trust instead of the JDK's own, or null
 */
public record MetricStore(
    URI query,
    URI write,
    String username,
    @Nullable Secret password,
    @Nullable Secret token,
    @Nullable Path caFile) {
  /** What it is called among the receivers of samples. */
  public static final String NAME = "archive";

  /** As one of the receivers. */
  RemoteWrite receiver(Map<String, String> labels) {
    return new RemoteWrite(
        NAME,
        write,
        username,
        password,
        token,
        caFile,
        List.of(),
        labels,
        RemoteWrite.USUAL_BATCH,
        0,
        false);
  }

  /** Where it is asked, without query, which may hold a secret. */
  public String shown() {
    return "%s://%s%s".formatted(query.getScheme(), query.getRawAuthority(), query.getRawPath());
  }
}
