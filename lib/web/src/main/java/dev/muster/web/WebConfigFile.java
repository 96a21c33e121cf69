package dev.muster.web;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A web config that is read again when it, or a certificate or key that it names, has changed.
 * Files are compared by time, size and identity, so that asking costs little.
 */
public final class WebConfigFile {
  private final Path file;
  private WebConfig last;
  private Map<Path, FileState> seen;
  private boolean broken;

  private WebConfigFile(Path file, WebConfig first, Map<Path, FileState> seen) {
    this.file = file;
    this.last = first;
    this.seen = seen;
  }

  /**
   * Reads it the first time.
   *
   * @throws WebConfigException if it cannot be used
   */
  public static WebConfigFile open(Path file) {
    var first = WebConfig.read(file);
    return new WebConfigFile(file, first, look(first));
  }

  private static Map<Path, FileState> look(WebConfig config) {
    Map<Path, FileState> seen = new HashMap<>();
    for (var path : config.files()) {
      seen.put(path, FileState.of(path));
    }
    return seen;
  }

  public Path path() {
    return file;
  }

  /** The newest that could be used. */
  public synchronized WebConfig last() {
    return last;
  }

  /**
   * The config anew if its files have changed since the last call, or, after one that failed, in
   * any case: it may name a file that was not there.
   *
   * @throws WebConfigException if it cannot be used; {@link #last} stays
   */
  public synchronized Optional<WebConfig> changed() {
    var before = look(last);
    if (!broken && before.equals(seen)) {
      return Optional.empty();
    }
    broken = true;
    var next = WebConfig.read(file);
    broken = false;
    boolean same = before.equals(seen) && next.files().equals(last.files());
    last = next;
    // What changed while it was read differs from this and is read by the next call.
    seen = look(next);
    seen.keySet().stream()
        .filter(before::containsKey)
        .toList()
        .forEach(path -> seen.put(path, before.get(path)));
    return same ? Optional.empty() : Optional.of(next);
  }
}
