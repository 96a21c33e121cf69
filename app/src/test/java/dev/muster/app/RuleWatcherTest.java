package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.FleetFile;
import dev.muster.rules.RuleFileException;
import dev.muster.rules.RuleGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rule files that change while the server runs. */
class RuleWatcherTest {
  @TempDir Path folder;
  private final List<List<String>> taken = new ArrayList<>();
  private final List<Duration> intervals = new CopyOnWriteArrayList<>();
  private RuleWatcher watcher;

  @BeforeEach
  void make() throws IOException {
    var fleet =
        Files.writeString(
            folder.resolve("fleet.xml"), "<fleet><rules file=\"rules/*.yml\"/></fleet>");
    Files.createDirectory(folder.resolve("rules"));
    watcher = new RuleWatcher(() -> FleetFile.read(fleet, Map.of()), Set.of(), this::take);
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  private synchronized void take(List<RuleGroup> groups) {
    groups.forEach(group -> intervals.add(group.interval()));
    taken.add(groups.stream().map(RuleGroup::name).toList());
  }

  private synchronized List<List<String>> taken() {
    return List.copyOf(taken);
  }

  private void write(String file, String group) throws IOException {
    Files.writeString(folder.resolve("rules/" + file), "groups: [{name: " + group + "}]\n");
  }

  @Test
  void files_thatComeChangeAndGo_areTaken() throws IOException {
    write("a.yml", "one");
    watcher.start();
    write("b.yml", "three");
    watcher.poll();
    watcher.poll();
    assertThat(taken()).endsWith(List.of("one", "three"));
    Files.delete(folder.resolve("rules/a.yml"));
    watcher.poll();
    watcher.poll();
    assertThat(taken()).startsWith(List.of("one")).endsWith(List.of("three"));
  }

  @Test
  void groupWithoutAnInterval_hasThatOfTheFleet_alsoWhenItChanges() throws IOException {
    write("a.yml", "one");
    watcher.start();
    assertThat(intervals).containsExactly(Duration.ofMinutes(1));
    Files.writeString(
        folder.resolve("fleet.xml"),
        "<fleet><global evaluation-interval=\"20s\"/><rules file=\"rules/*.yml\"/></fleet>");
    watcher.poll();
    watcher.poll();
    assertThat(intervals).contains(Duration.ofSeconds(20));
    Files.writeString(
        folder.resolve("rules/a.yml"), "groups: [{name: one, interval: 5s}, {name: two}]\n");
    assertThat(watcher.reload()).isEmpty();
    assertThat(intervals).endsWith(Duration.ofSeconds(5), Duration.ofSeconds(20));
  }

  @Test
  void wrongFile_leavesTheRulesInForce() throws IOException {
    write("a.yml", "one");
    watcher.start();
    Files.writeString(folder.resolve("rules/a.yml"), "groups: 5\n");
    assertThat(watcher.reload()).singleElement().asString().contains("is no list");
    watcher.poll();
    assertThat(taken()).containsOnly(List.of("one"));
    write("a.yml", "mended");
    assertThat(watcher.reload()).isEmpty();
    assertThat(taken()).endsWith(List.of("mended"));
  }

  @Test
  void wrongFile_atTheStart_isThrown() throws IOException {
    Files.writeString(folder.resolve("rules/a.yml"), "groups: 5\n");
    assertThatThrownBy(watcher::start).isInstanceOf(RuleFileException.class);
    assertThat(taken()).isEmpty();
  }
}
