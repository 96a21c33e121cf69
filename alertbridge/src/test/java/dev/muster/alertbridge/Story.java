package dev.muster.alertbridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
  private static final long START = StoryStage.START;
  private static final Pattern TOLD = Pattern.compile("(\\S+) (\\S+) (.*)");

  private final Path file;
  private final StoryStage stage;
  private long step = Duration.ofSeconds(15).toMillis();
  private long nextRound = START;
  private long seenMail;
  private int rounds;

  Story(Path file) {
    this.file = file;
    this.stage = new StoryStage(file);
  }

  @Override
  public void close() {
    stage.close();
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
        stage.fleet = StoryFleet.read(below);
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
    stage.now = START + millis(words[1]);
    for (String action : words.length < 3 ? new String[0] : words[2].split("; *", -1)) {
      stage.act(action.strip());
    }
    var expected = new ArrayList<String>();
    var histories = new ArrayList<String>();
    below.forEach(one -> (one.startsWith("history ") ? histories : expected).add(one));
    if (!stage.down) {
      runUntil(until);
    }
    assertThat(stage.down ? List.of() : told())
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
    for (var mail : stage.archive().status().mails(10_000)) {
      if (mail.id() > seenMail) {
        double since = mail.createdAt() - START / 1000.0;
        told.add(
            Math.round(since * 1000) / 1000.0 + "s " + mail.recipient() + ' ' + mail.subject());
      }
    }
    seenMail =
        Math.max(
            seenMail,
            stage.archive().status().mails(1).stream()
                .mapToLong(mail -> mail.id())
                .max()
                .orElse(0));
    return told;
  }

  private void runUntil(long until) {
    run();
    while (nextRound < until) {
      stage.now = nextRound;
      run();
    }
  }

  private void run() {
    rounds++;
    long due = stage.run();
    nextRound = Math.max(stage.now + 1, Math.min(stage.now + step, due));
  }

  private void checkHistory(String line) {
    String[] sides = line.substring("history ".length()).split(": *", 2);
    int dot = sides[0].lastIndexOf('.');
    String client = sides[0].substring(0, Math.max(0, dot));
    String type = sides[0].substring(dot + 1);
    var what = StoryHistory.of(file, client, type);
    assertThat(String.join(", ", what)).as(line).isEqualTo(sides[1].strip());
  }

  /** Such as {@code 1d2h30m}. */
  static long millis(String text) {
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

  /** How many rounds it took. */
  int rounds() {
    return rounds;
  }
}
