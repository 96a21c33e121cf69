package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Golden texts under {@code src/test/golden}; {@code -Dgolden.rewrite=true} writes them anew. */
final class Golden {
  private static final Path FOLDER = Path.of("src/test/golden");

  private Golden() {}

  static void assertGolden(String name, MailContent content) {
    assertGolden(name + ".txt", "Subject: " + content.subject() + "\n\n" + content.text());
  }

  /** A text and the file it is held to, below the folder. */
  static void assertGolden(String name, String text) {
    var file = FOLDER.resolve(name);
    try {
      if (Boolean.getBoolean("golden.rewrite")) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, text);
      }
      assertThat(text).isEqualTo(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
