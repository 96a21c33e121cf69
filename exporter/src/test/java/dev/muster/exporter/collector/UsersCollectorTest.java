package dev.muster.exporter.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class UsersCollectorTest {
  @TempDir Path folder;

  @Test
  void page_isTheSampleInTheComment() throws Exception {
    var collector = new UsersCollector(() -> List.of("ada", "bob", "ada"));

    assertThat(Pages.text(collector)).isEqualTo(Pages.sample(UsersCollector.class));
  }

  /** Records of utmp: a boot, then log-ins, then one that ended. */
  private static byte[] utmp(int size) {
    var records = ByteBuffer.allocate(size * 4 + 7).order(ByteOrder.nativeOrder());
    short[] types = {2, 7, 7, 8};
    String[] users = {"reboot", "ada", "a-name-of-thirty-two-characters-", ""};
    for (int i = 0; i < types.length; i++) {
      records.putShort(i * size, types[i]);
      records.put(i * size + 44, users[i].getBytes(StandardCharsets.UTF_8));
    }
    return records.array();
  }

  @Test
  void parse_takesLogIns() {
    assertThat(UsersCollector.parse(utmp(384), "amd64"))
        .containsExactly("ada", "a-name-of-thirty-two-characters-");
    assertThat(UsersCollector.parse(utmp(400), "aarch64"))
        .containsExactly("ada", "a-name-of-thirty-two-characters-");
    assertThat(UsersCollector.parse(new byte[0], "amd64")).isEmpty();
  }

  @Test
  void linux_readsUtmp_ifThereIsOne() throws Exception {
    var collector = UsersCollector.of(new Tree(folder).machine());
    assertThatThrownBy(() -> Pages.text(collector)).isInstanceOf(NoDataException.class);

    Files.createDirectories(folder.resolve("run"));
    Files.write(folder.resolve("run/utmp"), new byte[384]);

    assertThat(Pages.text(collector)).contains("host_users 0.0", "host_user_sessions 0.0");
  }
}
