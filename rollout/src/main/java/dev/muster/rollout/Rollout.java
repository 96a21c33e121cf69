package dev.muster.rollout;

import dev.muster.fleet.Client;
import dev.muster.rollout.Outcome.State;
import dev.muster.ssh.SshConnector;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** Puts exporters on clients, several at once. */
public final class Rollout {
  /** Told what happens, by many threads. */
  public interface Progress {
    /** More bytes went to some client. */
    void uploaded(long bytes);

    /** One client is done. */
    void done(Outcome outcome);
  }

  private final SshConnector connector;
  private final Distributions distributions;
  private final Credentials credentials;
  private final RolloutOptions options;
  private final RolledOut memory;

  public Rollout(
      SshConnector connector,
      Distributions distributions,
      Credentials credentials,
      RolloutOptions options,
      RolledOut memory) {
    this.connector = connector;
    this.distributions = distributions;
    this.credentials = credentials;
    this.options = options;
    this.memory = memory;
  }

  /** Whether a client has what it would be given, as far as is known without asking it. */
  public boolean isUnchanged(Client client) {
    return memory.isUnchanged(client, distributions, credentials, options);
  }

  /** Does all clients, the canaries first; each of them has an outcome, in their order. */
  public List<Outcome> run(List<Client> clients, Progress progress) throws InterruptedException {
    int first = Math.min(options.canaries(), clients.size());
    try (var packages = new Packages(distributions)) {
      var failures = new AtomicInteger();
      var outcomes =
          new ArrayList<>(run(clients.subList(0, first), 0, failures, packages, progress));
      boolean goOn = failures.get() == 0;
      outcomes.addAll(
          goOn
              ? run(
                  clients.subList(first, clients.size()),
                  options.maxFailures(),
                  failures,
                  packages,
                  progress)
              : notBegun(clients.subList(first, clients.size()), "a canary failed", progress));
      memory.write();
      return List.copyOf(outcomes);
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  private static List<Outcome> notBegun(List<Client> clients, String why, Progress progress) {
    var outcomes = clients.stream().map(client -> notBegun(client, why)).toList();
    outcomes.forEach(progress::done);
    return outcomes;
  }

  private static String othersFailed(int failures) {
    return failures == 1 ? "another failed" : failures + " others failed";
  }

  private static Outcome notBegun(Client client, String why) {
    return new Outcome(client.name(), State.NOT_BEGUN, "not begun: " + why, Duration.ZERO, 0);
  }

  private List<Outcome> run(
      List<Client> clients,
      int maxFailures,
      AtomicInteger failures,
      Packages packages,
      Progress progress)
      throws InterruptedException {
    var slots = new Semaphore(options.jobs());
    var outcomes = new ConcurrentHashMap<Client, Outcome>();
    var threads = new ArrayList<Thread>();
    for (var client : clients) {
      slots.acquire();
      threads.add(
          Thread.ofVirtual()
              .name("rollout-" + client.name())
              .start(() -> {
                try {
                  var outcome =
                      failures.get() > maxFailures
                          ? notBegun(client, othersFailed(failures.get()))
                          : one(client, packages, progress);
                  if (outcome.state() == State.FAILED) {
                    failures.incrementAndGet();
                  }
                  outcomes.put(client, outcome);
                  progress.done(outcome);
                } finally {
                  slots.release();
                }
              }));
    }
    for (var thread : threads) {
      thread.join();
    }
    return clients.stream().map(outcomes::get).toList();
  }

  private Outcome one(Client client, Packages packages, Progress progress) {
    return new ClientRollout(
            client, connector, packages, credentials, options, memory, progress::uploaded)
        .run();
  }
}
