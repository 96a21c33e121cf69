package dev.muster.rollout.discover;

import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Makes a fleet file of hosts: asks what answers there and proposes how to watch it. */
public final class Discovery {
  /**
   * What is wanted.
   *
   * @param ports 22 for SSH, all others for exporters, the likelier first; none: nothing is asked
   * @param timeout of a connection
   * @param jobs hosts asked at once
   * @param silent whether hosts that do not answer are listed
   * @param passwords whether those of an inventory stand in the file
   * @param group of hosts that have none; "" for none
   */
  public record Settings(
      List<Integer> ports,
      Duration timeout,
      int jobs,
      boolean silent,
      boolean passwords,
      String group) {
    public Settings {
      ports = List.copyOf(ports);
    }
  }

  /**
   * What came of it.
   *
   * @param fleetFile checked by the reader of fleet files
   * @param summary one line
   * @param listed how many clients are in the file
   */
  public record Result(String fleetFile, String summary, int listed) {}

  private final Settings settings;
  private final IntConsumer progress;

  /**
   * A discovery.
   *
   * @param progress told how many hosts have been asked, by whichever thread
   */
  public Discovery(Settings settings, IntConsumer progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Asks.
   *
   * @param existing a fleet whose clients are left out, or null
   * @throws InterruptedException if it was broken off
   */
  public Result run(List<Host> hosts, @Nullable Fleet existing) throws InterruptedException {
    var fresh = new ArrayList<Host>();
    var taken = new Taken(existing);
    for (var host : hosts) {
      taken
          .fresh(host.group().isEmpty() ? host.inGroup(settings.group()) : host)
          .ifPresent(fresh::add);
    }
    var answers = ask(fresh);
    var writer = new FleetText(settings.passwords());
    var lines = new ArrayList<FleetText.Line>();
    var unusable = new ArrayList<String>();
    for (int i = 0; i < fresh.size(); i++) {
      var line = new FleetText.Line(fresh.get(i), answers.get(i));
      if (!settings.silent() && !line.answers().any()) {
        continue;
      }
      String mistake = writer.mistake(line);
      if (mistake.isEmpty()) {
        lines.add(line);
      } else {
        unusable.add(line.host().name() + ": " + mistake);
      }
    }
    String summary = summary(fresh, answers, lines.size(), taken.known());
    String head = "Made by muster discover: " + summary + ".";
    if (!unusable.isEmpty()) {
      head += " Left out, as no fleet file can have it: " + String.join("; ", unusable) + ".";
    }
    String text = writer.of(lines, head, existing == null);
    FleetFile.read(Path.of("fleet.xml").toAbsolutePath(), text, Map.of());
    return new Result(text, summary, lines.size());
  }

  private List<Answers> ask(List<Host> hosts) throws InterruptedException {
    if (settings.ports().isEmpty() || hosts.isEmpty()) {
      return hosts.stream().map(host -> Answers.UNASKED).toList();
    }
    var probe = new Probe(settings.ports(), settings.timeout());
    var factory = Thread.ofPlatform().daemon().name("discover-", 0).factory();
    try (var threads =
        Executors.newFixedThreadPool(Math.min(settings.jobs(), hosts.size()), factory)) {
      var asked = hosts.stream().map(host -> threads.submit(() -> probe.ask(host))).toList();
      var answers = new ArrayList<Answers>();
      try {
        for (var one : asked) {
          answers.add(answer(one));
          progress.accept(answers.size());
        }
      } catch (InterruptedException e) {
        threads.shutdownNow();
        throw e;
      }
      return answers;
    }
  }

  private static Answers answer(Future<Answers> asked) throws InterruptedException {
    try {
      return asked.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("asking a host broke", e);
    }
  }

  private static String summary(List<Host> hosts, List<Answers> answers, int listed, int known) {
    var kinds = new EnumMap<Answers.Kind, Integer>(Answers.Kind.class);
    int ssh = 0;
    for (var one : answers) {
      var exporter = one.exporter();
      if (exporter != null) {
        kinds.merge(exporter.kind(), 1, Integer::sum);
      } else if (!one.ssh().isEmpty()) {
        ssh++;
      }
    }
    var text = new StringBuilder();
    boolean asked = answers.stream().anyMatch(Answers::asked);
    text.append(hosts.size())
        .append(asked ? " hosts asked, " : " hosts, ")
        .append(listed)
        .append(" listed");
    kinds.forEach(
        (kind, count) -> text.append(", ").append(count).append(" with ").append(kind.shown));
    text.append(ssh == 0 ? "" : ", " + ssh + " with SSH alone");
    text.append(known == 0 ? "" : ", " + known + " known already or named twice");
    return text.toString();
  }

  /** Names and addresses that are taken. */
  private static final class Taken {
    private final Set<String> names = new HashSet<>();
    private final Set<String> addresses = new HashSet<>();
    private int known;

    Taken(@Nullable Fleet existing) {
      if (existing != null) {
        existing
            .clients()
            .forEach(client -> {
              names.add(client.name());
              addresses.add(canonical(client.ip()));
            });
      }
    }

    int known() {
      return known;
    }

    Optional<Host> fresh(Host host) {
      if (!addresses.add(canonical(host.address()))) {
        known++;
        return Optional.empty();
      }
      if (names.add(host.name())) {
        return Optional.of(host);
      }
      String other = host.name() + " " + host.address();
      names.add(other);
      return Optional.of(new Host(other, host.address(), host.group(), host.login(), host.notes()));
    }

    private static String canonical(String address) {
      try {
        return InetAddress.ofLiteral(address).getHostAddress();
      } catch (IllegalArgumentException name) {
        return address.toLowerCase(Locale.ROOT);
      }
    }
  }
}
