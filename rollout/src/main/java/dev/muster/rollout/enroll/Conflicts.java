package dev.muster.rollout.enroll;

import dev.muster.archive.account.EnrollmentStore;
import dev.muster.archive.account.StoredEnrollment;
import dev.muster.archive.account.StoredEnrollment.State;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether a machine may have the place in the fleet that it wants. Names and addresses stand in
 * certificates, and who has another's could answer in its place; so none is given twice.
 */
final class Conflicts {
  private final Supplier<Fleet> fleet;
  private final Supplier<List<String>> serverNames;
  private final EnrollmentStore store;
  private final List<Written> written = new CopyOnWriteArrayList<>();

  /** A place that was given, and the file of the fleet that says so. */
  private record Written(StoredEnrollment.Host place, Path file) {}

  /**
   * A check.
   *
   * @param serverNames the names and addresses of this server
   */
  Conflicts(Supplier<Fleet> fleet, Supplier<List<String>> serverNames, EnrollmentStore store) {
    this.fleet = fleet;
    this.serverNames = serverNames;
    this.store = store;
  }

  /** The client of the fleet that is called so, in whatever case. */
  Optional<Client> client(String name) {
    return fleet.get().clients().stream()
        .filter(client -> client.name().equalsIgnoreCase(name))
        .findFirst();
  }

  /** What stands against a place, in sentences without their ends; none where nothing does. */
  List<String> of(StoredEnrollment.Host place, String id) {
    var found = new ArrayList<String>();
    if (client(place.name()).isPresent()) {
      found.add("the fleet has a client '" + place.name() + "' already");
    } else if (isTaken(place.name(), id)) {
      found.add("a machine is being enrolled as '" + place.name() + "'");
    }
    for (var client : fleet.get().clients()) {
      if (client.name().equalsIgnoreCase(place.name())) {
        continue;
      }
      boolean sameAddress = isSame(client.ip(), place.ip());
      if (sameAddress && client.exporter().port() == place.port()) {
        found.add("the fleet has '" + client.name() + "' at this address and port");
      }
      if (isSame(client.ip(), place.name()) && !sameAddress) {
        found.add("'" + place.name() + "' is the address of the client '" + client.name() + "'");
      }
      if (isSame(client.name(), place.ip()) && !sameAddress) {
        found.add("its address is the name of the client '" + client.name() + "'");
      }
    }
    for (var one : unread()) {
      var other = one.place();
      if (other.name().equalsIgnoreCase(place.name())) {
        found.add("a machine was enrolled as '" + place.name() + "' a moment ago");
      } else if (isSame(other.ip(), place.ip()) && other.port() == place.port()) {
        found.add("'" + other.name() + "' was enrolled at this address and port a moment ago");
      }
    }
    if (serverNames.get().stream().anyMatch(name -> isSame(name, place.name()))) {
      found.add("'" + place.name() + "' is this server's own name");
    }
    return found;
  }

  /** What somebody should look at before a new machine is taken as it says. */
  List<String> doubts(StoredEnrollment.Host host, boolean atOnce) {
    var found = new ArrayList<>(of(host, ""));
    boolean waits =
        store.named(host.name()).stream().anyMatch(other -> other.state() == State.PENDING);
    if (waits) {
      found.add("another machine waits under that name");
    }
    if (host.addresses().stream().noneMatch(own -> isSame(own, host.ip()))) {
      found.add("the request came from " + host.ip() + ", which is none of its own addresses");
    }
    if (atOnce && host.name().indexOf('.') >= 0) {
      found.add("a name with a dot in it could be that of a web site");
    }
    return found;
  }

  private boolean isTaken(String name, String id) {
    return store.named(name).stream()
        .anyMatch(other -> !other.id().equals(id) && other.state() == State.ACCEPTING);
  }

  /** A place was given; the fleet in force has it once the file was read. */
  void given(StoredEnrollment.Host place, Path file) {
    written.add(new Written(place, file));
  }

  /** Whether the fleet has the client, or will have it once its file was read. */
  boolean isGiven(String name) {
    return client(name).isPresent()
        || unread().stream().anyMatch(one -> one.place().name().equalsIgnoreCase(name));
  }

  private List<Written> unread() {
    written.removeIf(one -> client(one.place().name()).isPresent() || !Files.exists(one.file()));
    return List.copyOf(written);
  }

  private static boolean isSame(String left, String right) {
    var one = literal(left);
    var other = literal(right);
    return (one != null && other != null) ? one.equals(other) : left.equalsIgnoreCase(right);
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException noLiteral) {
      return null;
    }
  }
}
