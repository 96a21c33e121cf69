package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LimitOriginTest {
  @TempDir Path folder;

  @Test
  void limit_isItsOwnOrOfItsGroupOrOfTheDefaults() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("fleet.xml"),
            """
            <fleet>
              <defaults>
                <alert type="disk" limit="90%"/>
              </defaults>
              <group name="lab-2">
                <alert type="cpu" limit="80%"/>
                <client name="pc1" ip="10.1.2.1">
                  <alert type="memory" limit="50%"/>
                </client>
              </group>
              <client ip="10.1.2.2"/>
            </fleet>
            """);
    assertThat(LimitOrigin.of(file, "pc1", LimitType.MEMORY)).isEqualTo("its own, line 8");
    assertThat(LimitOrigin.of(file, "pc1", LimitType.CPU)).isEqualTo("of group lab-2, line 6");
    assertThat(LimitOrigin.of(file, "pc1", LimitType.DISK)).isEqualTo("of the defaults, line 3");
    assertThat(LimitOrigin.of(file, "10.1.2.2", LimitType.DISK))
        .isEqualTo("of the defaults, line 3");
    assertThat(LimitOrigin.of(file, "10.1.2.2", LimitType.CPU)).isEmpty();
    assertThat(LimitOrigin.of(file, "nobody", LimitType.CPU)).isEmpty();
  }

  @Test
  void oneClientAlone_hasItsOwn() throws IOException {
    var file =
        Files.writeString(
            folder.resolve("fleet.xml"),
            "<client ip=\"127.0.0.1\">\n<alert type=\"cpu\" limit=\"20%\"/>\n</client>\n");
    assertThat(LimitOrigin.of(file, "127.0.0.1", LimitType.CPU)).isEqualTo("its own, line 2");
  }
}
