package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

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
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A story in a text file, run on the real bridge over a real archive file with a clock that is
 * moved.
 *
 * <pre>
 * # What it shows.
 * fleet
 *   client pc1 memory>50              {@link StoryFleet} has the lines
 * at 0s pc1.memory=60 pc1.up=1        a value stays until it is set again or =gone
 *   0s it@example.org new pc1.memory  what is told from then on, until the next "at"
 * at 5m restart
 * </pre>
 *
 * Times count from Monday, 16 November 2026, 00:00 UTC. Between two of them the bridge does what it
 * does by itself: a round whenever it wants one, and at least every 15 s (or at the step of a line
 * {@code step 5m}). What else may happen at a time: {@code memory=fails} and {@code memory=works}
 * of a limit's query, {@code mails=fail} and {@code mails=work} of writing, {@code restart} (after
 * {@code down} or at once), {@code post NAME client=pc1 for=5m}, {@code end NAME client=pc1},
 * {@code silence ID type="memory" until=2h} (with {@code daily=02:00-04:00}), {@code expire ID},
 * {@code ack pc1.memory anna}. {@code history pc1.memory: …} holds the words of all rows so far
 * against a list.
 */
final class Story implements AutoCloseable {
  private static final long START = Instant.parse("2026-11-16T00:00:00Z").toEpochMilli();
  private static final Pattern TOLD = Pattern.compile("(\\S+) (\\S+) (.*)");

  private final Path file;
  private final FakeQuery query = new FakeQuery(Fleets.INTERVAL);
  private final StoryWriter writer = new StoryWriter();
  private final Map<String, Silence> silences = new LinkedHashMap<>();
  private long now = START;
  private long step = Duration.ofSeconds(15).toMillis();
  private long nextRound = START;
  private Fleet fleet = StoryFleet.read(List.of());
  private Archive archive;
  private Pipeline pipeline;
  private BridgeRound round;
  private long seenMail;
  private boolean begun;
  private boolean down;

  Story(Path file) {
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

  /** Tells the whole story. */
  void tell(List<String> lines) {
    for (int i = 0; i < lines.size(); ) {
      String line = lines.get(i++).strip();
      var below = new ArrayList<String>();
      while (i < lines.size() && (lines.get(i).startsWith(" ") || lines.get(i).isBlank())) {
        String more = lines.get(i++).strip();
        if (!more.isEmpty() && !more.startsWith("#")) {
          below.add(more);
        }
      }
      if (line.startsWith("fleet")) {
        fleet = StoryFleet.read(below);
      } else if (line.startsWith("step ")) {
        step = millis(line.substring(5));
      } else if (line.startsWith("at ")) {
        at(line, below, nextTime(lines, i));
      } else if (!line.isEmpty() && !line.startsWith("#")) {
        fail("no line of a story: " + line);
      }
    }
  }

  private static long nextTime(List<String> lines, int from) {
    for (String line : lines.subList(from, lines.size())) {
      if (line.startsWith("at ")) {
        return START + millis(line.strip().split(" +", -1)[1]);
      }
    }
    return Long.MIN_VALUE;
  }

  private void at(String line, List<String> below, long until) {
    String[] words = line.split(" +", 3);
    now = START + millis(words[1]);
    for (String action : words.length < 3 ? new String[0] : words[2].split("; *", -1)) {
      act(action.strip());
    }
    var expected = new ArrayList<String>();
    var histories = new ArrayList<String>();
    below.forEach(one -> (one.startsWith("history ") ? histories : expected).add(one));
    if (!down) {
      runUntil(until);
    }
    assertThat(down ? List.of() : told())
        .as(line)
        .containsExactlyInAnyOrderElementsOf(lined(expected));
    histories.forEach(this::checkHistory);
  }

  private static List<String> lined(List<String> expected) {
    var lined = new ArrayList<String>();
    for (String one : expected) {
      var told = TOLD.matcher(one);
      if (!told.matches()) {
        fail("no line of what is told: " + one);
      }
      lined.add(
          millis(told.group(1)) / 1000.0 + "s " + told.group(2) + ' ' + told.group(3).strip());
    }
    return lined;
  }

  private List<String> told() {
    var told = new ArrayList<String>();
    for (var mail : archive.status().mails(10_000)) {
      if (mail.id() > seenMail) {
        double since = mail.createdAt() - START / 1000.0;
        told.add(
            Math.round(since * 1000) / 1000.0 + "s " + mail.recipient() + ' ' + mail.subject());
      }
    }
    seenMail =
        Math.max(
            seenMail,
            archive.status().mails(1).stream().mapToLong(mail -> mail.id()).max().orElse(0));
    return told;
  }

  private void runUntil(long until) {
    run();
    while (nextRound < until) {
      now = nextRound;
      run();
    }
  }

  private void run() {
    begun = true;
    round.run(fleet);
    nextRound = Math.max(now + 1, Math.min(now + step, pipeline.nextDue()));
  }

  private void act(String action) {
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
    var range = Pattern.compile("(.*?)(\\d+)\\.\\.(\\d+)").matcher(text);
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
        until = now + millis(sides[1]);
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
        ends = START + millis(words[i].substring(6));
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

  private void checkHistory(String line) {
    String[] sides = line.substring("history ".length()).split(": *", 2);
    int dot = sides[0].lastIndexOf('.');
    String client = sides[0].substring(0, Math.max(0, dot));
    String type = sides[0].substring(dot + 1);
    var what = StoryHistory.of(file, client, type);
    assertThat(String.join(", ", what)).as(line).isEqualTo(sides[1].strip());
  }

  private static long millis(String text) {
    long days = 0;
    String rest = text;
    int at = text.indexOf('d');
    if (at >= 0) {
      days = Long.parseLong(text.substring(0, at));
      rest = text.substring(at + 1);
    }
    return Duration.ofDays(days).toMillis()
        + (rest.isEmpty() ? 0 : StoryFleet.duration(rest).toMillis());
  }

  boolean hasBegun() {
    return begun;
  }
}
