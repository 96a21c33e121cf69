package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

class FleetWatcherTest {
  private static final Duration NEVER = Duration.ofDays(1);
  private static final String ONE = "<client ip='10.1.2.1'/>";
  private static final String TWO = "<fleet><client ip='10.1.2.1'/><client ip='10.1.2.2'/></fleet>";
  private static final String BAD =
      "<client ip='10.1.2.1' username='u' password='hunter2secret' prot='1'/>";

  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
  @TempDir Path folder;

  @BeforeEach
  void catchLog() {
    logged.start();
    log().addAppender(logged);
    log().setAdditive(false);
  }

  @AfterEach
  void releaseLog() {
    log().detachAppender(logged);
    log().setAdditive(true);
  }

  @Test
  void open_ofABadFile_throws() {
    var file = Fixtures.write(folder, BAD);
    assertThatThrownBy(() -> FleetWatcher.open(file, Fixtures.ENVIRONMENT))
        .isInstanceOf(FleetException.class);
  }

  @Test
  void reload_ofAGoodFile_tellsListeners() {
    try (var watcher = open(ONE)) {
      var heard = new ArrayList<Fleet>();
      watcher.onChange(heard::add);
      Fixtures.write(folder, TWO);
      assertThat(watcher.reload()).isEmpty();
      assertThat(watcher.get().clients()).hasSize(2);
      assertThat(heard).containsExactly(watcher.get());
      assertThat(watcher.status().reloads()).isEqualTo(1);
    }
  }

  @Test
  void reload_ofABadFile_keepsTheRunningFleet() {
    try (var watcher = open(ONE)) {
      var before = watcher.get();
      watcher.onChange(fleet -> {
        throw new AssertionError("nothing changed");
      });
      Fixtures.write(folder, BAD);
      var mistakes = watcher.reload();
      assertThat(mistakes)
          .extracting(Finding::what)
          .containsExactly("unknown attribute prot on <client>");
      assertThat(watcher.get()).isSameAs(before);
      assertThat(watcher.status()).isEqualTo(new FleetWatcher.Status(0, 1, mistakes));
      assertThat(messages()).contains("unknown attribute prot").doesNotContain("hunter2");
    }
  }

  @Test
  void reload_afterABadFile_recovers() {
    try (var watcher = open(ONE)) {
      Fixtures.write(folder, BAD);
      watcher.poll();
      Fixtures.write(folder, TWO);
      watcher.poll();
      assertThat(watcher.get().clients()).hasSize(2);
      assertThat(watcher.status().mistakes()).isEmpty();
    }
  }

  @Test
  void poll_ofABadFile_readsItOnce() {
    try (var watcher = open(ONE)) {
      Fixtures.write(folder, BAD);
      watcher.poll();
      watcher.poll();
      assertThat(watcher.status().failures()).isEqualTo(1);
    }
  }

  @Test
  void poll_ofAnUnchangedFile_readsNothing() {
    try (var watcher = open(ONE)) {
      watcher.poll();
      assertThat(watcher.status().reloads()).isZero();
    }
  }

  @Test
  void poll_whileTheFileIsGone_changesNothing() throws Exception {
    try (var watcher = open(ONE)) {
      Files.delete(folder.resolve("fleet.xml"));
      watcher.poll();
      assertThat(watcher.status()).isEqualTo(new FleetWatcher.Status(0, 0, List.of()));
      assertThat(watcher.reload())
          .extracting(Finding::what)
          .containsExactly("there is no such file");
    }
  }

  @Test
  void poll_ofAReplacedFileOfTheSameSizeAndTime_readsIt() throws Exception {
    try (var watcher = open(ONE)) {
      var file = folder.resolve("fleet.xml");
      var modified = Files.getLastModifiedTime(file);
      var other = folder.resolve("other.xml");
      Files.writeString(other, ONE.replace("10.1.2.1", "10.1.2.9"));
      Files.setLastModifiedTime(other, modified);
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
      watcher.poll();
      assertThat(watcher.get().clients().getFirst().ip()).isEqualTo("10.1.2.9");
    }
  }

  @Test
  void fileWrittenAnewButAlike_tellsNobody() {
    try (var watcher = open(ONE)) {
      var heard = new ArrayList<Fleet>();
      watcher.onChange(heard::add);
      Fixtures.write(folder, ONE + "\n<!-- a comment -->");
      watcher.poll();
      assertThat(watcher.status().reloads()).isEqualTo(1);
      assertThat(heard).isEmpty();
    }
  }

  @Test
  void listenerThatFails_leavesTheOthersAlone() {
    try (var watcher = open(ONE)) {
      var heard = new ArrayList<Fleet>();
      watcher.onChange(fleet -> {
        throw new IllegalStateException("broken");
      });
      watcher.onChange(heard::add);
      Fixtures.write(folder, TWO);
      watcher.reload();
      assertThat(heard).hasSize(1);
      assertThat(messages()).contains("fleet listener failed");
    }
  }

  @Test
  void changedFile_isNoticedUnasked() throws Exception {
    var file = Fixtures.write(folder, ONE);
    Supplier<Fleet> reader = () -> FleetFile.read(file, Fixtures.ENVIRONMENT);
    try (var watcher = FleetWatcher.open(file, reader, Duration.ofMillis(5))) {
      var heard = new LinkedBlockingQueue<Fleet>();
      watcher.onChange(heard::add);
      var next = Fixtures.write(folder, "next.xml", TWO.getBytes(StandardCharsets.UTF_8));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(heard.poll(20, TimeUnit.SECONDS)).isNotNull().isEqualTo(watcher.get());
    }
  }

  private FleetWatcher open(String xml) {
    var file = Fixtures.write(folder, xml);
    return FleetWatcher.open(file, () -> FleetFile.read(file, Fixtures.ENVIRONMENT), NEVER);
  }

  private String messages() {
    return logged.list.toString();
  }

  private static Logger log() {
    return (Logger) LoggerFactory.getLogger(FleetWatcher.class);
  }
}
