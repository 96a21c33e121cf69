package dev.muster.app;

import dev.muster.archive.Archive;
import dev.muster.console.api.CertificateView;
import dev.muster.console.api.Health;
import dev.muster.console.api.Parts;
import dev.muster.rules.GroupStatus;
import dev.muster.scraper.TargetStatus;
import dev.muster.scraper.remote.RemoteWriteStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the server says of itself, for {@code /api/muster/v1/health} and {@code /certificates}. */
final class OwnHealth {
  private final Sources sources;
  private final long startedAt;

  /**
   * What it looks at.
   *
   * @param file the archive's
   * @param trouble one sentence about what does not work, "" for none
   */
  record Sources(
      Archive archive,
      Path file,
      Supplier<List<TargetStatus>> targets,
      Supplier<List<GroupStatus>> rules,
      Supplier<List<RemoteWriteStatus>> remoteWrite,
      Supplier<String> trouble,
      Supplier<List<CertificateView>> certificates,
      InstantSource clock) {}

  OwnHealth(Sources sources) {
    this.sources = sources;
    this.startedAt = sources.clock().millis();
  }

  Parts.Own parts() {
    return new Parts.Own(VersionProvider.VERSION, this::health, sources.certificates());
  }

  private Health health() {
    var targets = sources.targets().get();
    var runtime = Runtime.getRuntime();
    return new Health(
        VersionProvider.VERSION,
        startedAt / 1000.0,
        sources.trouble().get(),
        archive(targets),
        scrapes(targets),
        outbox(),
        rules(),
        sources.remoteWrite().get().stream().map(OwnHealth::receiver).toList(),
        new Health.Memory(runtime.totalMemory() - runtime.freeMemory(), runtime.maxMemory()),
        Thread.getAllStackTraces().size());
  }

  private Health.Archive archive(List<TargetStatus> targets) {
    var archive = sources.archive();
    double perSecond =
        targets.stream()
            .mapToDouble(target -> target.samples() / (target.interval().toMillis() / 1000.0))
            .sum();
    return new Health.Archive(
        size(sources.file()),
        size(sources.file().resolveSibling(sources.file().getFileName() + "-wal")),
        archive.seriesCount(),
        perSecond,
        seconds(archive.oldestMillis()),
        archive.damagedRowsRead());
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException noneThere) {
      return 0;
    }
  }

  private Health.Scrapes scrapes(List<TargetStatus> targets) {
    long now = sources.clock().millis();
    double late =
        targets.stream()
            .filter(target -> target.lastScrapeMillis() > 0)
            .mapToLong(target -> now - target.lastScrapeMillis() - target.interval().toMillis())
            .max()
            .orElse(0);
    return new Health.Scrapes(
        targets.size(),
        (int) targets.stream().filter(one -> one.health() == TargetStatus.Health.UP).count(),
        targets.stream()
            .map(TargetStatus::interval)
            .mapToDouble(interval -> seconds(interval))
            .findFirst()
            .orElse(0),
        Math.max(0, late / 1000),
        targets.stream().mapToDouble(TargetStatus::lastSeconds).max().orElse(0));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }

  private static @Nullable Double seconds(@Nullable Long millis) {
    return millis == null ? null : millis / 1000.0;
  }

  private Health.Outbox outbox() {
    var waiting = sources.archive().alerts().waiting().values();
    return new Health.Outbox(
        waiting.stream().mapToInt(one -> one.count()).sum(),
        waiting.stream().map(one -> one.oldest() / 1000.0).min(Double::compare).orElse(null));
  }

  private Health.Rules rules() {
    var groups = sources.rules().get();
    var rules = groups.stream().flatMap(group -> group.rules().stream()).toList();
    return new Health.Rules(
        groups.size(),
        rules.size(),
        (int) rules.stream().filter(rule -> rule.health().equals("err")).count());
  }

  private static Health.Receiver receiver(RemoteWriteStatus status) {
    return new Health.Receiver(
        status.receiver(),
        status.url(),
        status.sent(),
        status.pending(),
        status.lost(),
        status.successMillis() == 0 ? null : status.successMillis() / 1000.0,
        status.problem());
  }
}
