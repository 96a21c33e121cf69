package dev.muster.fleet;

import java.nio.file.Path;
import java.util.List;

/**
 * A {@code <rules>} of a fleet file: where rule files are.
 *
 * @param folder that the pattern counts from
 * @param pattern a path, maybe with {@code *}, {@code ?} and {@code […]}
 */
public record RuleSource(Path folder, String pattern) {
  /** The files there are now, see {@link FilePattern#expand}. */
  public List<Path> files() {
    return FilePattern.expand(folder, pattern);
  }
}
