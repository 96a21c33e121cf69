package dev.muster.fleet;

import java.util.List;
import java.util.Map;

/**
 * The clients of a file, for elements that speak of them.
 *
 * @param groups the groups' names, each with whom its clients' mails go to unless they say
 *     otherwise
 * @param mail whom the defaults name
 */
record KnownClients(List<Client> clients, Map<String, List<String>> groups, List<String> mail) {
  boolean hasClient(String name) {
    return clients.stream().anyMatch(client -> client.name().equals(name));
  }

  List<String> names() {
    return clients.stream().map(Client::name).toList();
  }
}
