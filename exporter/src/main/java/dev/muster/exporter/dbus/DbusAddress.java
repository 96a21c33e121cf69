package dev.muster.exporter.dbus;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Where the system's message bus listens. */
public final class DbusAddress {
  private static final Path USUAL = Path.of("/run/dbus/system_bus_socket");
  private static final String KEY = "path=";

  private DbusAddress() {}

  /**
   * The socket file, unless the environment names another.
   *
   * @param address the variable {@code DBUS_SYSTEM_BUS_ADDRESS}, such as {@code unix:path=/run/bus}
   * @throws DbusException if it names no socket file
   */
  public static Path ofSystem(@Nullable String address) throws DbusException {
    if (address == null || address.isEmpty()) {
      return USUAL;
    }
    for (String each : address.split(";", -1)) {
      if (!each.startsWith("unix:")) {
        continue;
      }
      for (String pair : each.substring("unix:".length()).split(",", -1)) {
        if (pair.startsWith(KEY)) {
          String escaped = pair.substring(KEY.length()).replace("+", "%2B");
          return Path.of(URLDecoder.decode(escaped, StandardCharsets.UTF_8));
        }
      }
    }
    throw new DbusException(
        "DBUS_SYSTEM_BUS_ADDRESS is \"%s\"; unix:path=FILE would be right".formatted(address));
  }
}
