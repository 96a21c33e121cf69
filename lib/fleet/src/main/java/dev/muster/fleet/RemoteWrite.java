package dev.muster.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A receiver to which samples are sent on, by Prometheus remote write.
 *
 * @param name what logs and metrics call it, and by which it is known after a restart
 * @param username "" for no basic authentication
 * @param token a bearer token, instead of user and password
 * @param caFile PEM file of the authorities to trust instead of the JDK's own, or null
 * @param filters a series is sent that all of them let through
 * @param labels put on each series that has none of that name
 * @param batch the most samples in one request
 * @param rate the most samples a second; 0 for no bound
 * @param second whether it gets remote write 2.0, where it takes that; else 1.0
 */
public record RemoteWrite(
    String name,
    URI url,
    String username,
    @Nullable Secret password,
    @Nullable Secret token,
    @Nullable Path caFile,
    List<Filter> filters,
    Map<String, String> labels,
    int batch,
    int rate,
    boolean second) {
  static final int USUAL_BATCH = 2_000;

  /**
   * A condition on a label; "" is the value of one that a series does not have.
   *
   * @param keep a regular expression (RE2) that the whole value must match; "" for any
   * @param drop one that it must not match; "" for none
   */
  public record Filter(String label, String keep, String drop) {}

  public RemoteWrite {
    filters = List.copyOf(filters);
    labels = Collections.unmodifiableMap(new TreeMap<>(labels));
  }

  /** Where it is, without query, which may hold a secret. */
  public String shown() {
    return "%s://%s%s".formatted(url.getScheme(), url.getRawAuthority(), url.getRawPath());
  }
}
