package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.exporter.ExporterLog.Sink;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class ExporterLogTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ExporterLog log = new ExporterLog();

  private void use(Level least, boolean json) {
    log.use(new Sink(least, json, out, () -> Instant.parse("2026-11-21T12:00:00.5Z")));
  }

  @Test
  void logfmt_oneLineARecord() {
    use(Level.INFO, false);
    log.getLogger("dev.muster.exporter.Router").info("msg=\"two\nlines\" port={} x={}", 1, "y");
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "time=2026-11-21T12:00:00.500Z level=INFO source=Router"
                + " msg=\"two lines\" port=1 x=y\n");
  }

  @Test
  void json_oneObjectALine() {
    use(Level.INFO, true);
    log.getLogger("dev.muster.exporter.Router").warn("say \"{}\"", "a\nb");
    assertThat(out.toString(UTF_8))
        .isEqualTo(
            "{\"time\":\"2026-11-21T12:00:00.500Z\",\"level\":\"WARN\",\"source\":\"Router\","
                + "\"message\":\"say \\\"a\\nb\\\"\"}\n");
  }

  @Test
  void thrown_withItsTrace() {
    use(Level.INFO, false);
    log.getLogger("dev.muster.X").error("msg=bug", new IllegalStateException("no"));
    assertThat(out.toString(UTF_8))
        .contains("level=ERROR source=X msg=bug\njava.lang.IllegalStateException: no\n\tat ");
  }

  @Test
  void levels_oursAsToldOthersFromWarn() {
    use(Level.DEBUG, false);
    assertThat(log.getLogger("dev.muster.X").isDebugEnabled()).isTrue();
    assertThat(log.getLogger("dev.muster.X").isTraceEnabled()).isFalse();
    assertThat(log.getLogger("oshi.X").isInfoEnabled()).isFalse();
    assertThat(log.getLogger("oshi.X").isWarnEnabled()).isTrue();
    use(Level.ERROR, false);
    log.getLogger("dev.muster.X").warn("quiet");
    assertThat(out.toString(UTF_8)).isEmpty();
  }
}
