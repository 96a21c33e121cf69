package dev.muster.rollout.discover;

import dev.muster.fleet.Secret;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A machine that might be watched.
 *
 * @param name what people call it
 * @param address IP address or host name
 * @param group "" for none
 * @param login the SSH log-in
 * @param notes what a person should know of it
 */
public record Host(String name, String address, String group, Login login, List<String> notes) {
  public Host {
    notes = List.copyOf(notes);
  }

  /**
   * How SSH gets in, as far as it is known.
   *
   * @param port 0 where nothing says it
   * @param username "" where nothing says it
   * @param keyFile a private key's path, or ""
   */
  public record Login(int port, String username, @Nullable Secret password, String keyFile) {
    static final Login UNKNOWN = new Login(0, "", null, "");
  }

  /** One of which nothing but the address is known. */
  static Host at(String address) {
    return new Host(address, address, "", Login.UNKNOWN, List.of());
  }

  Host inGroup(String other) {
    return new Host(name, address, other, login, notes);
  }

  Host noted(String note) {
    var all = new ArrayList<>(notes);
    all.add(note);
    return new Host(name, address, group, login, all);
  }
}
