package dev.muster.console.api;

import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.server.Principal;
import dev.muster.server.Refused;
import dev.muster.server.Role;
import io.javalin.http.Context;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the sender of a request sees of the fleet. */
record Seen(Principal principal, Fleet fleet) {
  /**
   * By who is logged in.
   *
   * @throws Refused where nobody is
   */
  static Seen by(Context context, Parts parts) {
    return new Seen(who(context, parts), parts.fleet().get());
  }

  /**
   * Who is logged in.
   *
   * @throws Refused where nobody is
   */
  static Principal who(Context context, Parts parts) {
    return parts
        .access()
        .principal()
        .apply(context)
        .orElseThrow(() -> Refused.of(401, "log in first"));
  }

  /**
   * Refuses those who may not.
   *
   * @param what such as {@code the fleet file}
   */
  void require(Role role, String what) {
    if (!principal.role().atLeast(role)) {
      throw Refused.of(403, what + " is for the role " + role.name().toLowerCase(Locale.ROOT));
    }
  }

  List<Client> clients() {
    return fleet.clients().stream().filter(client -> principal.sees(client.group())).toList();
  }

  /** Names of the clients that are seen; null for all, those that are no longer in the file too. */
  @Nullable Set<String> names() {
    return principal.seesAll() ? null : namesIn("");
  }

  private Set<String> namesIn(String group) {
    var names = new HashSet<String>();
    for (var client : clients()) {
      if (group.isEmpty() || client.group().equals(group)) {
        names.add(client.name());
      }
    }
    return names;
  }

  boolean sees(String client) {
    var names = names();
    return names == null || names.contains(client);
  }

  /**
   * A client of the fleet.
   *
   * @throws Refused where there is none of that name, or it is not seen
   */
  Client client(String name) {
    return clients().stream()
        .filter(client -> client.name().equals(name))
        .findFirst()
        .orElseThrow(Seen::noClient);
  }

  private static Refused noClient() {
    return Refused.of(404, "there is no such client");
  }

  /**
   * The clients that a request's {@code client} and {@code group} ask for; null for all.
   *
   * @throws Refused where that client is not seen
   */
  @Nullable Set<String> asked(Context context) {
    String client = Parameters.text(context, "client");
    String group = Parameters.text(context, "group");
    if (!client.isEmpty()) {
      if (!sees(client)) {
        throw noClient();
      }
      return group.isEmpty() || namesIn(group).contains(client) ? Set.of(client) : Set.of();
    }
    return group.isEmpty() ? names() : namesIn(group);
  }
}
