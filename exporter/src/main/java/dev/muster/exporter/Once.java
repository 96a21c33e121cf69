package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.exporter.ExporterSettings.Reading;
import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.Collectors;
import dev.muster.exporter.eventlog.BadCursorException;
import dev.muster.exporter.eventlog.EventLogs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is read once and printed, instead of served: no port is opened. Without a state folder
 * nothing is kept, and event logs are not counted, for counts that begin with each run would say
 * that nothing ever happens. The exporter's own process is not on the page: it has ended before
 * anybody reads it.
 */
sealed interface Once {
  /**
   * Reads.
   *
   * @param state the folder in which counts of event logs go on from run to run, or null
   * @throws ExporterException if it cannot be read as the flags say
   */
  byte[] read(Reading reading, @Nullable Path state);

  /** The metrics page. */
  record Page(PageText.Format format) implements Once {
    @Override
    public byte[] read(Reading reading, @Nullable Path state) {
      List<Collector> all = new ArrayList<>(Collectors.all(reading.collectors()));
      Collector unopened = EventLogs.unopened();
      all.add(unopened);
      List<Collector> chosen = new ArrayList<>(reading.choice().from(all));
      boolean counted = chosen.remove(unopened) && state != null;
      EventLogs logs = counted && state != null ? open(reading, state) : null;
      try (var runs = new CollectorRuns(CollectorRuns.DEFAULT, System::nanoTime)) {
        if (logs != null) {
          chosen.add(logs.collector());
        }
        return new ScrapePage(chosen, runs, List.of(new BuildInfo()))
            .text(CollectorFilter.ALL, format);
      } finally {
        if (logs != null) {
          logs.close();
        }
      }
    }

    private static EventLogs open(Reading reading, Path state) {
      Path around = state.toAbsolutePath().getParent();
      if (around != null && !Files.isDirectory(around)) {
        // Whoever asked for the page may have removed it meanwhile: it shall not come back.
        throw new ExporterException(
            "There is no folder %s for the state folder of --path.state; make it."
                .formatted(around));
      }
      StateFolder.prepare(state);
      return EventLogs.open(reading.eventLogs().withTallies(ExporterApp.tallies(state)));
    }
  }

  /**
   * Event-log records, as {@code /events} has them.
   *
   * @param after the cursor after which to begin; "" for the cursor of now and no records
   * @param limit of records
   */
  record Events(String after, int limit) implements Once {
    @Override
    public byte[] read(Reading reading, @Nullable Path state) {
      try (var logs = EventLogs.open(reading.eventLogs())) {
        var batch = after.isEmpty() ? logs.end() : logs.after(after, limit);
        var text = new StringBuilder();
        batch.events().forEach(event -> text.append(EventsEndpoint.line(event)));
        return text.append(EventsEndpoint.last(batch.next())).toString().getBytes(UTF_8);
      } catch (BadCursorException e) {
        throw new ExporterException("--once.after: " + e.getMessage() + ".", e);
      }
    }
  }
}
