package dev.muster.e2e.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Kills (-9) and stops the parts of a small Muster at random while everything is under load, and
 * counts what of that which was acknowledged is lost or doubled. Arguments: how many rounds, and
 * the names of the parts to hit (all where there are none); {@code MUSTER_FAULTS_SEED=N} in the
 * environment repeats the choices of a run, and a file {@code end} in its folder ends the rounds
 * early. Ends with 1 where a promise was broken.
 */
final class FaultRounds implements AutoCloseable {
  static final List<String> NAMES = List.of("scraper", "archive", "bridge", "exporter");
  private static final Duration READY = Duration.ofMinutes(5);
  private static final Duration SETTLE = Duration.ofMinutes(4);
  private static final int CHECK_EVERY = 25;

  /**
   * What is to be done.
   *
   * @param names which parts are hit
   * @param longestStop how long SIGSTOP lasts at most
   */
  record Plan(int rounds, List<String> names, long seed, Duration longestStop) {}

  private final Plan plan;
  private final Consumer<String> out;
  private final Random random;
  private final Setting setting;
  private final List<Ledger> ledgers = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private final Path end;
  private int verified;

  FaultRounds(Plan plan, Path folder, Consumer<String> out) throws IOException {
    this.plan = plan;
    this.out = out;
    random = new Random(plan.seed());
    end = folder.resolve("end");
    setting = new Setting(folder, plan.seed());
  }

  public static void main(String[] arguments) throws Exception {
    var plan = plan(arguments);
    if (plan == null) {
      System.err.println(
          "FaultRounds ROUNDS [NAME...], with NAME one of "
              + NAMES
              + "; MUSTER_FAULTS_SEED is a number or not set");
      System.exit(2);
      return;
    }
    var folder = Files.createTempDirectory("faults");
    System.out.printf("seed=%d folder=%s%n", plan.seed(), folder);
    Consumer<String> out = System.out::print;
    boolean holds;
    try (var rounds = new FaultRounds(plan, folder, out)) {
      Runtime.getRuntime().addShutdownHook(new Thread(rounds::endParts));
      holds = rounds.run();
    }
    if (holds) {
      Report.remove(folder);
    }
    System.exit(holds ? 0 : 1);
  }

  private static @Nullable Plan plan(String... arguments) {
    String seed = System.getenv().getOrDefault("MUSTER_FAULTS_SEED", "");
    if (arguments.length == 0
        || !arguments[0].matches("[1-9]\\d{0,5}")
        || !seed.matches("\\d{0,18}")) {
      return null;
    }
    var names = List.of(arguments).subList(1, arguments.length);
    if (!NAMES.containsAll(names)) {
      return null;
    }
    return new Plan(
        Integer.parseInt(arguments[0]),
        names.isEmpty() ? NAMES : names,
        seed.isEmpty() ? System.currentTimeMillis() : Long.parseLong(seed),
        Duration.ofSeconds(8));
  }

  /**
   * Starts everything, hits it, waits until all is well again, counts; whether all promises hold.
   */
  boolean run() throws Exception {
    setting.start();
    ledgers.addAll(setting.ledgers(plan.seed()));
    for (var ledger : ledgers) {
      ledger.begin();
    }
    var deck = new ArrayList<>(plan.names());
    Collections.shuffle(deck, random);
    for (int round = 1; round <= plan.rounds() && !Files.exists(end); round++) {
      // First each part once, so that a short run hits them all.
      String name =
          round <= deck.size()
              ? deck.get(round - 1)
              : plan.names().get(random.nextInt(plan.names().size()));
      hit(name);
      if (round % CHECK_EVERY == 0) {
        check();
        out.accept(
            "%tT round %d of %d%n".formatted(LocalTime.now(ZoneOffset.UTC), round, plan.rounds()));
      }
    }
    settle();
    var tallies = new ArrayList<Tally>();
    for (var ledger : ledgers) {
      tallies.addAll(ledger.count());
    }
    verify();
    endParts();
    var report = new Report(setting.parts(), tallies, broken, verified);
    out.accept(report.text());
    return report.holds();
  }

  private Part victim(String name) {
    var parts = setting.parts();
    return switch (name) {
      case "scraper" -> parts.getFirst();
      case "bridge" -> parts.get(1);
      case "archive" -> parts.get(2);
      default -> parts.get(3 + random.nextInt(parts.size() - 3));
    };
  }

  private void hit(String name) throws IOException, InterruptedException {
    var part = victim(name);
    if (random.nextInt(5) > 0) {
      var _ = part.awaitReady(READY); // Else it may be hit while it starts.
    }
    TimeUnit.MILLISECONDS.sleep(200 + random.nextInt(2_800));
    var pause =
        Duration.ofMillis(1_000 + random.nextInt((int) plan.longestStop().toMillis() - 999));
    switch (random.nextInt(12)) {
      case 0 -> part.stop(pause);
      case 1 -> part.killWhileStopped(pause);
      default -> part.kill();
    }
  }

  /** Holds the files to what was acknowledged so far, the parts being as they are. */
  private void check() throws Exception {
    verify();
    for (var ledger : ledgers) {
      if (ledger instanceof ArchiveBook book) {
        setting.archive().end();
        book.check();
        setting.archive().start();
      }
    }
  }

  /** {@code muster archive verify}, beside whoever writes. */
  private void verify() throws IOException, InterruptedException {
    for (var file : setting.archives()) {
      var result = Report.verify(file);
      verified++;
      if (!result.isEmpty()) {
        broken.add(result);
      }
    }
  }

  private void settle() throws Exception {
    for (var part : setting.parts()) {
      if (!part.awaitReady(READY)) {
        broken.add(part.name() + " is not ready");
      }
    }
    for (var ledger : ledgers) {
      ledger.rest();
    }
    long end = System.nanoTime() + SETTLE.toNanos();
    for (var ledger : ledgers) {
      while (!ledger.isSettled() && System.nanoTime() < end) {
        TimeUnit.MILLISECONDS.sleep(200);
      }
    }
    for (var part : setting.parts()) {
      part.ended().forEach(life -> broken.add(part.name() + ": " + life));
      if (!part.isAlive()) {
        broken.add(part.name() + " is not running");
      }
    }
  }

  private void endParts() {
    setting.parts().forEach(Part::close);
  }

  @Override
  public void close() throws IOException {
    endParts();
    ledgers.forEach(Ledger::cut);
    setting.close();
  }
}
