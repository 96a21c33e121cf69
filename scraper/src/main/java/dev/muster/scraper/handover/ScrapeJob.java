package dev.muster.scraper.handover;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.fleet.Client;
import dev.muster.fleet.Client.ExporterAccess;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.PageRules;
import dev.muster.fleet.Via;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The clients that are reached in the same way, which Prometheus can only say of a whole job.
 *
 * @param name {@code node} for those that are reached as usual; else with a number made of how they
 *     are reached, so that it stays the same whatever other clients come and go: a job's log-in
 *     never meets another job's clients
 * @param access how all of them are reached; its port says nothing
 * @param page what is kept of their pages
 */
record ScrapeJob(String name, ExporterAccess access, PageRules page, List<Client> clients) {
  /** The label {@code job} of all clients, whatever their job is called. */
  static final String LABEL = "node";

  private static final ExporterAccess USUAL =
      new ExporterAccess(0, true, "/metrics", "", null, null);

  private record Way(ExporterAccess access, PageRules page) {
    static Way of(Client client) {
      var access = client.exporter();
      return new Way(
          new ExporterAccess(
              0,
              access.https(),
              access.path(),
              access.username(),
              access.password(),
              access.certificateSha256(),
              access.token(),
              access.caFile(),
              access.verified()),
          client.page());
    }

    /** Passwords and tokens show as such, so that no name tells anything of them. */
    String name() {
      if (access.equals(USUAL) && page.equals(PageRules.DEFAULT)) {
        return LABEL;
      }
      return LABEL + "-" + HexFormat.of().formatHex(sha256(toString()), 0, 4);
    }
  }

  /** The jobs of a fleet, in the order of their first clients; those over SSH are in none. */
  static List<ScrapeJob> of(Fleet fleet) {
    var ways = new LinkedHashMap<Way, List<Client>>();
    for (var client : fleet.clients().stream().filter(one -> !isOverSsh(one)).toList()) {
      ways.computeIfAbsent(Way.of(client), way -> new ArrayList<>()).add(client);
    }
    var jobs = new LinkedHashMap<String, ScrapeJob>();
    for (Map.Entry<Way, List<Client>> way : ways.entrySet()) {
      String name = free(way.getKey().name(), jobs);
      jobs.put(name, new ScrapeJob(name, way.getKey().access, way.getKey().page, way.getValue()));
    }
    return List.copyOf(jobs.values());
  }

  /** One sentence of the clients that are in no job, as no Prometheus reaches them; or none. */
  static Optional<String> notScraped(Fleet fleet) {
    var names =
        fleet.clients().stream().filter(ScrapeJob::isOverSsh).map(ScrapeJob::shown).toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "left out, for Prometheus cannot scrape through SSH (via): "
                + String.join(", ", names));
  }

  private static String shown(Client client) {
    return client.name().replaceAll("\\p{Cntrl}", "?");
  }

  private static boolean isOverSsh(Client client) {
    return client.exporter().via() != Via.DIRECT;
  }

  /** Ways that differ in a password alone have the same name. */
  private static String free(String name, Map<String, ScrapeJob> taken) {
    String free = name;
    for (int number = 2; taken.containsKey(free); number++) {
      free = name + "-" + number;
    }
    return free;
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
