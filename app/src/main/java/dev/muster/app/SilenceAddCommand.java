package dev.muster.app;

import dev.muster.promql.Promql;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** {@code muster silence add}. */
@Command(
    name = "add",
    description = "Makes a silence and prints its id.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "muster silence add --client lab2-01 --for 2h --comment 'new disk'",
      "muster silence add --group lab-2 --cron '0 2 * * SUN' --for 2h --zone Europe/Berlin",
      "The password stands in the environment as MUSTER_PASSWORD, or is asked for."
    })
final class SilenceAddCommand implements Callable<Integer> {
  /** How long one that comes back does so. */
  private static final Duration YEARS = Duration.ofDays(3653);

  @Spec private CommandSpec spec;
  @Mixin private SilenceCommand.Server server;
  @Mixin private SilenceMatchers matchers;

  @Option(
      names = "--for",
      required = true,
      paramLabel = "DURATION",
      description = "How long, such as 2h; with --cron how long each time.")
  private String length;

  @Option(
      names = "--start",
      paramLabel = "TIME",
      description = "From when on, such as 2026-12-24T18:00:00+01:00. Default: now")
  private @Nullable String start;

  @Option(
      names = "--cron",
      paramLabel = "FIELDS",
      description = "When it begins again and again: minute, hour, day, month, weekday.")
  private @Nullable String cron;

  @Option(
      names = "--zone",
      paramLabel = "ZONE",
      description = "The time zone of --cron, such as Europe/Berlin. Default: this machine's")
  private @Nullable String zone;

  @Option(names = "--comment", paramLabel = "TEXT", defaultValue = "", description = "Why.")
  private String comment;

  @Option(names = "--author", paramLabel = "NAME", description = "By whom. Default: --username")
  private @Nullable String author;

  @Override
  public Integer call() {
    var begin = begin();
    var duration = duration();
    var silence =
        JsonMapper.shared()
            .createObjectNode()
            .put("startsAt", begin.toString())
            .put("endsAt", begin.plus(cron == null ? duration : YEARS).toString())
            .put("createdBy", author == null ? server.username() : author)
            .put("comment", comment);
    if (cron != null) {
      var named = zone == null ? ZoneId.systemDefault().getId() : zone;
      silence.put("schedule", "%s for %s %s".formatted(cron.strip(), length, named));
    } else if (zone != null) {
      throw wrong("--zone goes with --cron alone; give --start a time with an offset");
    }
    var all = silence.putArray("matchers").addAll(matchers());
    if (all.isEmpty()) {
      throw wrong("say which alerts: --client, --group, --type or a matcher");
    }
    try (var open = server.open(spec)) {
      spec.commandLine().getOut().println(open.add(silence));
    }
    spec.commandLine().getOut().flush();
    return 0;
  }

  private ArrayNode matchers() {
    try {
      return matchers.json();
    } catch (IllegalArgumentException e) {
      throw wrong(e.getMessage() + "; give one such as client=pc1");
    }
  }

  private Instant begin() {
    try {
      return start == null
          ? InstantSource.system().instant()
          : OffsetDateTime.parse(start).toInstant();
    } catch (DateTimeException e) {
      throw wrong(
          "--start: '" + start + "' is no time; give one such as 2026-12-24T18:00:00+01:00");
    }
  }

  private Duration duration() {
    var millis = Promql.duration(length);
    if (millis.isEmpty() || millis.getAsLong() <= 0) {
      throw wrong("--for: '" + length + "' is no duration; give one such as 2h");
    }
    return Duration.ofMillis(millis.getAsLong());
  }

  private ParameterException wrong(String sentence) {
    return new ParameterException(spec.commandLine(), sentence);
  }
}
