package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.AlertRecord;
import dev.muster.fleet.Client;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.sqlite.DatabaseException;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Runs a script that moves the clock and says what must have come of it.
 *
 * <pre>
 * fleet pc1.memory&gt;50 for=2m clear=45, pc1.disk&gt;90     the fleet file from here on
 * 0m  pc1.memory=60 pc1.disk@/home=95  =&gt; pc1.memory=pending | subject of a mail | of another
 * </pre>
 *
 * Each line that starts with a time is one round. Times count from the start and may go back. A
 * value stays until it is set again or {@code =gone}. {@code memory=fails} makes that query fail,
 * {@code commits=fail} every commit, {@code =works} mends both; {@code restart} starts the bridge
 * anew on the same store. Behind the arrow stand all open alerts, and the subjects of all mails
 * written in this round; each alert is a group of its own, told without any wait.
 */
final class Timeline {
  private static final long START = Instant.parse("2026-11-21T10:00:00Z").toEpochMilli();

  final FakeAlertStore store = new FakeAlertStore();
  final FakeQuery query = new FakeQuery(Fleets.INTERVAL);
  private final FakeEventStore events = new FakeEventStore();
  private long now = START;
  private Fleet fleet = Fleets.of(null, List.of());
  private BridgeRound round = bridge();

  private BridgeRound bridge() {
    var metrics = new BridgeMetrics(new PrometheusRegistry());
    var desk = new MailDesk(ZoneOffset.UTC, null, metrics);
    var history = new LastHourReader(query, () -> 0);
    var pipeline =
        new Pipeline(
            store,
            new Silences(List::of, Fleets::noSchedule),
            new AlertMails(history, desk, ZoneOffset.UTC, null),
            now,
            fleet,
            metrics);
    return new BridgeRound(
        query,
        pipeline,
        new EventFeed(store, events),
        desk,
        () -> Instant.ofEpochMilli(now),
        metrics);
  }

  static Timeline run(String script) {
    var timeline = new Timeline();
    for (String line : script.replaceAll("\\n\\s*=>", " =>").lines().map(String::strip).toList()) {
      if (line.startsWith("fleet")) {
        timeline.fleet = fleet(line.substring("fleet".length()).strip());
      } else if (!line.isEmpty()) {
        timeline.round(line);
      }
    }
    return timeline;
  }

  private void round(String line) {
    String[] sides = line.split("=>", 2);
    String[] words = sides[0].strip().split(" +", -1);
    now = START + millis(words[0]);
    for (int i = 1; i < words.length; i++) {
      apply(words[i]);
    }
    int before = store.mails().size();
    try {
      round.run(fleet);
    } catch (DatabaseException e) {
      assertThat(store.failCommits).as(line).isTrue();
    }
    assertThat(came(before)).as(line).isEqualTo(sides[1].strip());
  }

  private String came(int mailsBefore) {
    var came = new ArrayList<String>();
    came.add(
        store.open().stream()
            .map(r -> name(r) + "=" + r.state().toString().toLowerCase(Locale.ROOT))
            .sorted()
            .collect(Collectors.joining(" ")));
    store.mails().stream().skip(mailsBefore).forEach(mail -> came.add(mail.mail().subject()));
    return String.join(" | ", came).strip();
  }

  private static String name(AlertRecord record) {
    return record.client() + "." + record.type();
  }

  private void apply(String word) {
    if (word.equals("restart")) {
      round = bridge();
      return;
    }
    String[] sides = word.split("=", 2);
    if (sides[0].equals("commits")) {
      store.failCommits = sides[1].equals("fail");
    } else if (!sides[0].contains(".")) {
      var type = LimitType.named(sides[0]).orElseThrow();
      var _ = sides[1].equals("fails") ? query.failing.add(type) : query.failing.remove(type);
    } else {
      value(sides[0], sides[1]);
    }
  }

  private void value(String where, String text) {
    String client = where.substring(0, where.indexOf('.'));
    String[] what = where.substring(where.indexOf('.') + 1).split("@", 2);
    double value = text.equals("gone") ? Double.NaN : Double.parseDouble(text);
    if (what[0].equals("up")) {
      query.set(now, LimitType.OFFLINE, client, "", 1 - value);
    } else {
      var type = LimitType.named(what[0]).orElseThrow();
      query.set(now, type, client, what.length > 1 ? what[1] : "", value);
    }
  }

  private static Fleet fleet(String text) {
    var limits = new LinkedHashMap<String, List<Limit>>();
    for (String limit : text.isEmpty() ? new String[0] : text.split(", *", -1)) {
      String[] words = limit.split(" +", -1);
      String client = words[0].substring(0, words[0].indexOf('.'));
      var of = limits.computeIfAbsent(client, name -> new ArrayList<>());
      if (!words[0].endsWith(".")) {
        of.add(limit(words, client.length() + 1));
      }
    }
    var clients = new ArrayList<Client>();
    limits.forEach((client, of) ->
        clients.add(
            Fleets.client(client, "", List.of("it@example.org"), false, of.toArray(Limit[]::new))));
    return Fleets.with(Fleets.AT_ONCE, Fleets.of(null, clients));
  }

  private static Limit limit(String[] words, int start) {
    String[] sides = words[0].substring(start).split("[<>]", -1);
    double threshold = Double.parseDouble(sides[1]);
    double clear = threshold;
    var hold = Duration.ZERO;
    for (String word : words) {
      if (word.startsWith("for=")) {
        hold = Duration.ofMillis(millis(word.substring(4)));
      } else if (word.startsWith("clear=")) {
        clear = Double.parseDouble(word.substring(6));
      }
    }
    var direction = words[0].contains(">") ? Limit.Direction.ABOVE : Limit.Direction.BELOW;
    return new Limit(LimitType.named(sides[0]).orElseThrow(), threshold, direction, hold, clear);
  }

  private static long millis(String text) {
    return Duration.parse(
            text.startsWith("-")
                ? "-PT" + text.substring(1).toUpperCase(Locale.ROOT)
                : "PT" + text.toUpperCase(Locale.ROOT))
        .toMillis();
  }
}
