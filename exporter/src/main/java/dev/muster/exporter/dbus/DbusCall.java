package dev.muster.exporter.dbus;

import java.util.List;

/**
 * A call of an object's method. All arguments are texts.
 *
 * @param destination the bus name of who is to answer; of no meaning without a bus
 * @param type of the object, whose method it is
 */
public record DbusCall(
    String destination, String path, String type, String member, List<String> arguments) {
  public DbusCall {
    arguments = List.copyOf(arguments);
  }

  /** Asks for one property that an object has as one of a type. */
  public static DbusCall property(String destination, String path, String type, String property) {
    return new DbusCall(
        destination, path, "org.freedesktop.DBus.Properties", "Get", List.of(type, property));
  }
}
