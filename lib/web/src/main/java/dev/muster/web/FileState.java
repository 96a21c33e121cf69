package dev.muster.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import org.jspecify.annotations.Nullable;

/** By what a changed file is told: time, size and identity, so that asking costs little. */
record FileState(@Nullable FileTime modified, long size, @Nullable Object key) {
  /** Of a file that is not there. */
  static final FileState NONE = new FileState(null, 0, null);

  static FileState of(Path file) {
    try {
      var now = Files.readAttributes(file, BasicFileAttributes.class);
      return new FileState(now.lastModifiedTime(), now.size(), now.fileKey());
    } catch (IOException missing) {
      return NONE;
    }
  }
}
