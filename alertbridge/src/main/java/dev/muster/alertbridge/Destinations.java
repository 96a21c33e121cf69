package dev.muster.alertbridge;

import dev.muster.alertbridge.Notification.Destination;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Receiver;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who is told of an alert, and how that is written down. */
final class Destinations {
  private static final String MAIL = "mail:";
  private static final String NAMED = "receiver:";
  private static final int OWN_RECIPIENTS = 20;

  private final Fleet fleet;
  private final Map<String, Receiver> receivers = new HashMap<>();

  Destinations(Fleet fleet) {
    this.fleet = fleet;
    fleet.alerting().receivers().forEach(receiver -> receivers.put(receiver.name(), receiver));
  }

  /** Who is told at once: the client's people, or those of the defaults where it is no client's. */
  List<Destination> of(Alert alert) {
    var client = alert.client();
    return destinations(
        client == null ? unowned(alert.labels()) : client.mail(),
        client == null ? List.of() : client.alerting().receivers());
  }

  /**
   * Of what is no client's; of Muster's own troubles the clients' people hear in want of others.
   */
  private List<String> unowned(Labels labels) {
    if (fleet.mail().isEmpty() && QueryFaults.isQueryFault(labels)) {
      return fleet.clients().stream()
          .flatMap(client -> client.mail().stream())
          .distinct()
          .limit(OWN_RECIPIENTS)
          .toList();
    }
    return MailFaults.recipients(labels, fleet.mail());
  }

  /** Who is told of one that nobody acknowledges; addresses, or names of receivers. */
  List<Destination> escalated(Alert alert) {
    var client = alert.client();
    if (client == null) {
      return List.of();
    }
    var addresses = new ArrayList<String>();
    var names = new ArrayList<String>();
    for (String to : client.alerting().escalateTo()) {
      (receivers.containsKey(to) ? names : addresses).add(to);
    }
    return destinations(addresses, names);
  }

  private List<Destination> destinations(List<String> addresses, List<String> names) {
    var all = new ArrayList<Destination>();
    if (!addresses.isEmpty()) {
      all.add(new Destination.Mail(addresses.stream().distinct().toList()));
    }
    for (String name : names) {
      var receiver = receivers.get(name);
      if (receiver != null && receiver.kind() != Receiver.Kind.ALERTMANAGER) {
        all.add(new Destination.Named(name));
      }
    }
    return all;
  }

  /** Whether somebody is still there to be told of the end of what they know. */
  boolean hearsOfEnds(Destination destination) {
    return switch (destination) {
      case Destination.Mail mail -> !mail.addresses().isEmpty();
      case Destination.Named(String name) -> {
        @Nullable Receiver receiver = receivers.get(name);
        yield receiver != null && receiver.resolved();
      }
    };
  }

  /** As the archive keeps it. */
  static String stored(Destination destination) {
    return switch (destination) {
      case Destination.Mail mail -> MAIL + String.join(",", mail.addresses());
      case Destination.Named(String name) -> NAMED + name;
    };
  }

  /** What {@link #stored} wrote. */
  static Destination read(String stored) {
    return stored.startsWith(NAMED)
        ? new Destination.Named(stored.substring(NAMED.length()))
        : new Destination.Mail(List.of(stored.substring(MAIL.length()).split(",", -1)));
  }

  /** As people read it. */
  static String shown(Destination destination) {
    return switch (destination) {
      case Destination.Mail mail -> String.join(", ", mail.addresses());
      case Destination.Named(String name) -> name;
    };
  }
}
