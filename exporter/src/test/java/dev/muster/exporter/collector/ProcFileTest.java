package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProcFileTest {
  @TempDir Path folder;

  @Test
  void text_isThatOfEachMoment() throws Exception {
    Path path = folder.resolve("stat");
    var file = new ProcFile(path);
    Files.writeString(path, "one, longer\n");
    assertThat(file.read()).isEqualTo("one, longer\n");
    Files.writeString(path, "gr\u00fcn\n");
    assertThat(file.read()).isEqualTo("gr\u00fcn\n");
  }

  @Test
  void text_mayBeLargerThanTheBuffer() throws Exception {
    Path path = folder.resolve("stat");
    String text = "0123456789abcdef".repeat(8192);
    Files.writeString(path, text);

    assertThat(new ProcFile(path).read()).isEqualTo(text);
  }

  @Test
  void missingFile_isReadOnceItIsThere() throws Exception {
    Path path = folder.resolve("stat");
    var file = new ProcFile(path);

    assertThatThrownBy(file::read).isInstanceOf(IOException.class).hasMessageContaining("stat");
    Files.writeString(path, "now");
    assertThat(file.read()).isEqualTo("now");
  }
}
