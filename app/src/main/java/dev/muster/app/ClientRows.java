package dev.muster.app;

import dev.muster.archive.ClientRow;
import dev.muster.fleet.Fleet;
import java.util.List;

/** The fleet's clients as the archive's views show them. */
final class ClientRows {
  private ClientRows() {}

  static List<ClientRow> of(Fleet fleet) {
    return fleet.clients().stream()
        .map(client ->
            new ClientRow(
                client.name(),
                client.group(),
                client.ip(),
                client.instance(),
                String.join(",", client.mail())))
        .toList();
  }
}
