package dev.muster.exporter.collector;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/**
 * Who is logged in, by number. Names of users are not told.
 *
 * <pre>
 * # HELP host_user_sessions Log-ins open.
 * # TYPE host_user_sessions gauge
 * host_user_sessions 3.0
 * # HELP host_users Users logged in, each once.
 * # TYPE host_users gauge
 * host_users 2.0
 * </pre>
 */
final class UsersCollector implements Collector {
  /** The kind of a record that is a user's log-in. */
  private static final short USER_PROCESS = 7;

  private static final int RECORD_BYTES = 384;

  /** 64-bit ARM keeps its times in 64 bits. */
  private static final int RECORD_BYTES_AARCH64 = 400;

  private static final int USER_AT = 44;
  private static final int USER_BYTES = 32;

  private final Source<List<String>> source;

  /** With a source of the user of each session. */
  UsersCollector(Source<List<String>> source) {
    this.source = source;
  }

  static UsersCollector of(Machine machine) {
    if (machine.os() == Os.LINUX) {
      Path utmp = machine.settings().rootfs().resolve("run/utmp");
      return new UsersCollector(() -> {
        if (!Files.exists(utmp)) {
          throw new NoDataException(utmp + " is not there");
        }
        return parse(Files.readAllBytes(utmp), System.getProperty("os.arch", ""));
      });
    }
    return new UsersCollector(() ->
        machine.oshi().system().getSessions().stream()
            .map(session -> String.valueOf(session.getUserName()))
            .toList());
  }

  @Override
  public String name() {
    return "users";
  }

  @Override
  public void collect(MetricPage page) throws Exception {
    List<String> users = source.read();
    page.gauge("host_user_sessions", "Log-ins open.", users.size());
    page.gauge("host_users", "Users logged in, each once.", new HashSet<>(users).size());
  }

  /**
   * Linux: {@code utmp}, records of a fixed size in the machine's byte order.
   *
   * @param arch Java's name of it
   */
  static List<String> parse(byte[] utmp, String arch) {
    int size = arch.equals("aarch64") ? RECORD_BYTES_AARCH64 : RECORD_BYTES;
    var records = ByteBuffer.wrap(utmp).order(ByteOrder.nativeOrder());
    List<String> users = new ArrayList<>();
    for (int at = 0; at + size <= utmp.length; at += size) {
      if (records.getShort(at) == USER_PROCESS) {
        String padded = new String(utmp, at + USER_AT, USER_BYTES, StandardCharsets.UTF_8);
        int end = padded.indexOf('\0');
        users.add(end < 0 ? padded : padded.substring(0, end));
      }
    }
    return users;
  }
}
