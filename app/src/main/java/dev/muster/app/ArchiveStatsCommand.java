package dev.muster.app;

import dev.muster.archive.ArchiveFile;
import dev.muster.archive.ArchiveStats;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code muster archive stats}: what the archive holds, and what that takes. */
@Command(
    name = "stats",
    description = "Shows what the archive holds and what it takes, whether the server runs or not.",
    mixinStandardHelpOptions = true)
final class ArchiveStatsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ArchiveOption archive;

  @Override
  public Integer call() {
    try (var file = ArchiveFile.open(archive.file())) {
      var out = spec.commandLine().getOut();
      out.print(render(archive.file(), file.stats()));
      out.flush();
      return 0;
    }
  }

  private static String render(Path file, ArchiveStats stats) {
    var table =
        new StartTable()
            .row("file", file + ", " + Sizes.of(stats.fileBytes()) + ", format " + stats.version())
            .row("free in it", Sizes.of(stats.freeBytes()))
            .row("write-ahead log", Sizes.of(stats.logBytes()))
            .row("targets", Long.toString(stats.targets()))
            .row("series", Long.toString(stats.series()))
            .row("samples from", time(stats.oldest()))
            .row("samples to", time(stats.newest()))
            .row("head", stats.headScrapes() + " scrapes, " + Sizes.of(stats.headBytes()))
            .row("sealed", stats.segments() + " segments, " + Sizes.of(stats.sealedBytes()));
    if (stats.pushedSamples() > 0) {
      table.row("pushed", stats.pushedSamples() + " samples, " + Sizes.of(stats.pushedBytes()));
    }
    if (stats.oldScrapes() > 0) {
      table.row("of format 1", stats.oldScrapes() + " scrapes, moved while the server runs");
    }
    for (var rollups : stats.rollups()) {
      table.row(
          "rollups of " + rollups.seconds() + " s",
          rollups.rows() + " rows, " + Sizes.of(rollups.bytes()));
    }
    table
        .row("events", Long.toString(stats.events()))
        .row("alerts", Long.toString(stats.alerts()))
        .row("mails", Long.toString(stats.mails()));
    for (var largest : stats.largest()) {
      table.row("largest metric", largest.metric() + ", " + Sizes.of(largest.bytes()));
    }
    return table.render();
  }

  private static String time(@Nullable Long millis) {
    return millis == null
        ? "none yet"
        : Instant.ofEpochMilli(millis).truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
