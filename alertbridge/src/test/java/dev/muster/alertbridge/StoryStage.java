package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.archive.Acknowledgement;
import dev.muster.archive.Archive;
import dev.muster.archive.Silence;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.LimitType;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import dev.muster.metrics.PostedAlert;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * Where a {@link Story} is played: the bridge, its archive, its clock, and what happens to them.
 */
final class StoryStage implements AutoCloseable {
  static final long START = Instant.parse("2026-11-16T00:00:00Z").toEpochMilli();
  private static final Pattern RANGE = Pattern.compile("(.*?)(\\d+)\\.\\.(\\d+)");

  private final Path file;
  private final FakeQuery query = new FakeQuery(Fleets.INTERVAL);
  private final StoryWriter writer = new StoryWriter();
  private final Map<String, Silence> silences = new LinkedHashMap<>();
  private Archive archive;
  private Pipeline pipeline;
  private BridgeRound round;
  long now = START;
  Fleet fleet = StoryFleet.read(List.of());
  boolean down;

  StoryStage(Path file) {
    this.file = file;
    open();
  }

  private void open() {
    archive = Archive.open(file, () -> Instant.ofEpochMilli(now));
    var metrics = new BridgeMetrics(new PrometheusRegistry());
    pipeline =
        new Pipeline(
            archive.alerts(),
            new Silences(() -> List.copyOf(silences.values()), DailyHours::of),
            writer,
            now,
            fleet,
            metrics);
    round =
        new BridgeRound(
            query,
            pipeline,
            new EventFeed(archive.alerts(), archive.events()),
            new MailDesk(ZoneOffset.UTC, null, metrics),
            () -> Instant.ofEpochMilli(now),
            metrics);
  }

  @Override
  public void close() {
    archive.close();
  }

  Archive archive() {
    return archive;
  }

  /** A round; when the next one is wanted. */
  long run() {
    round.run(fleet);
    return pipeline.nextDue();
  }

  /** Lets something happen. */
  void act(String action) {
    String[] words = action.split(" +", -1);
    switch (words[0]) {
      case "down" -> {
        archive.close();
        down = true;
      }
      case "restart" -> {
        archive.close();
        open();
        down = false;
      }
      case "post" -> post(words, true);
      case "end" -> post(words, false);
      case "silence" -> silence(words);
      case "expire" -> {
        var old = Objects.requireNonNull(silences.get(words[1]));
        silences.put(words[1], until(old, now));
      }
      case "ack" -> acknowledge(words[1], words[2]);
      default -> {
        for (String word : words) {
          set(word);
        }
      }
    }
  }

  private void set(String word) {
    String[] sides = word.split("=", 2);
    if (sides[0].equals("mails")) {
      writer.failing = sides[1].equals("fail");
    } else if (!sides[0].contains(".")) {
      var type = LimitType.named(sides[0]).orElseThrow();
      var _ = sides[1].equals("fails") ? query.failing.add(type) : query.failing.remove(type);
    } else {
      int dot = sides[0].lastIndexOf('.');
      for (String client : clients(sides[0].substring(0, dot))) {
        value(client, sides[0].substring(dot + 1), sides[1]);
      }
    }
  }

  /** {@code pc1..3} are three of them. */
  private static List<String> clients(String text) {
    var range = RANGE.matcher(text);
    if (!range.matches()) {
      return List.of(text);
    }
    var clients = new ArrayList<String>();
    int last = Integer.parseInt(range.group(3));
    for (int i = Integer.parseInt(range.group(2)); i <= last; i++) {
      clients.add(range.group(1) + i);
    }
    return clients;
  }

  private void value(String client, String what, String text) {
    double value = text.equals("gone") ? Double.NaN : Double.parseDouble(text);
    if (what.equals("up")) {
      query.set(now, LimitType.OFFLINE, client, "", 1 - value);
    } else {
      String[] parts = what.split("@", 2);
      String detail = parts.length > 1 ? parts[1] : "";
      query.set(now, LimitType.named(parts[0]).orElseThrow(), client, detail, value);
    }
  }

  private void post(String[] words, boolean firing) {
    var labels = Labels.builder().set("alertname", words[1]);
    long until = now;
    for (int i = 2; i < words.length; i++) {
      String[] sides = words[i].split("=", 2);
      if (sides[0].equals("for")) {
        until = now + Story.millis(sides[1]);
      } else {
        labels.set(sides[0], sides[1]);
      }
    }
    long ends = firing ? until : now;
    var alert = new PostedAlert(labels.build(), Map.of(), now, ends, "", Double.NaN);
    var _ = pipeline.take(List.of(alert), fleet, now);
  }

  private void silence(String[] words) {
    var matchers = new ArrayList<Matcher>();
    long ends = Long.MAX_VALUE;
    String daily = "";
    for (int i = 2; i < words.length; i++) {
      if (words[i].startsWith("until=")) {
        ends = START + Story.millis(words[i].substring(6));
      } else if (words[i].startsWith("daily=")) {
        daily = words[i].substring(6);
      } else {
        matchers.add(matcher(words[i]));
      }
    }
    silences.put(words[1], new Silence(words[1], matchers, now, ends, now, "anna", "", daily));
  }

  private static Matcher matcher(String text) {
    var condition = Pattern.compile("(\\w+)(=~|!~|!=|=)\"(.*)\"").matcher(text);
    assertThat(condition.matches()).as(text).isTrue();
    for (var type : Matcher.Type.values()) {
      if (type.symbol().equals(condition.group(2))) {
        return Matcher.of(condition.group(1), type, condition.group(3));
      }
    }
    throw new IllegalArgumentException(text);
  }

  private static Silence until(Silence old, long end) {
    return new Silence(
        old.id(),
        old.matchers(),
        old.startsAt(),
        end,
        end,
        old.createdBy(),
        old.comment(),
        old.schedule());
  }

  private void acknowledge(String name, String author) {
    int dot = name.lastIndexOf('.');
    var record =
        archive.status().alerts(1_000).stream()
            .filter(one -> one.client().equals(name.substring(0, Math.max(0, dot))))
            .filter(one -> one.type().equals(name.substring(dot + 1)))
            .findFirst()
            .orElseThrow();
    assertThat(archive.alerts().acknowledge(new Acknowledgement(record.id(), now, author, "")))
        .isTrue();
  }
}
