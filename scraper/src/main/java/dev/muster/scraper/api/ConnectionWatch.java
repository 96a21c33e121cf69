package dev.muster.scraper.api;

import io.javalin.http.Context;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether the other end has closed a connection while its request is still worked on. A
 * server that reads nothing meanwhile does not notice; the kernel's table of connections shows it.
 * Where there is no such table (other systems than Linux) no connection counts as closed.
 *
 * @see <a href="https://www.kernel.org/doc/html/latest/networking/proc_net_tcp.html">the table</a>
 */
final class ConnectionWatch implements BooleanSupplier {
  private static final List<Path> TABLES =
      List.of(Path.of("/proc/net/tcp"), Path.of("/proc/net/tcp6"));
  private static final Pattern BLANKS = Pattern.compile(" +");
  private static final String ESTABLISHED = "01";

  /** A connection is gone when it is missed so often: a table that changes may be read unwhole. */
  private static final int MISSES = 3;

  private static final String MAPPED = "0000000000000000FFFF0000";

  private final String localPort;
  private final String remote;
  private boolean seen;
  private int misses;

  /** A watch of a connection; the ports are those of this machine and of the other end. */
  ConnectionWatch(int localPort, InetAddress remoteAddress, int remotePort) {
    this.localPort = port(localPort);
    this.remote = address(remoteAddress) + port(remotePort);
  }

  /** A watch of the connection that a request came on. */
  static BooleanSupplier of(Context context) {
    var request = context.req();
    try {
      var address = InetAddress.getByName(request.getRemoteAddr());
      return new ConnectionWatch(request.getLocalPort(), address, request.getRemotePort());
    } catch (UnknownHostException e) {
      return () -> false;
    }
  }

  private static String port(int port) {
    return String.format(Locale.ROOT, ":%04X", port);
  }

  /** Groups of four bytes, the last byte first, as the table has them on the machines we run on. */
  private static String address(InetAddress address) {
    byte[] bytes = address.getAddress();
    var turned = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      turned[i] = bytes[i / 4 * 4 + 3 - i % 4];
    }
    return HexFormat.of().withUpperCase().formatHex(turned);
  }

  /** Whether the other end has closed the connection since it was there. */
  @Override
  public boolean getAsBoolean() {
    String state = state();
    if (state == null) {
      return seen && ++misses >= MISSES;
    }
    seen = true;
    misses = 0;
    return !state.equals(ESTABLISHED);
  }

  /** The connection's state in the table, or null where it is not in it. */
  private @Nullable String state() {
    for (var table : TABLES) {
      try {
        for (String line : Files.readAllLines(table, StandardCharsets.US_ASCII)) {
          var fields = BLANKS.split(line.strip(), -1);
          if (fields.length > 3
              && fields[1].endsWith(localPort)
              && (fields[2].equals(remote) || fields[2].equals(MAPPED + remote))) {
            return fields[3];
          }
        }
      } catch (IOException e) {
        seen = false;
      }
    }
    return null;
  }
}
