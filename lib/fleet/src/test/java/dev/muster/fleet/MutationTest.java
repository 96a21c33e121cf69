package dev.muster.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files broken at random either read or fail with located findings, and tell no secret. */
class MutationTest {
  private static final String PIECES = "<>&\"'/=-!?[] \n\tax0%:;,.\u00e4#";
  private static final int RUNS = 3_000;

  @TempDir Path folder;

  @Test
  void brokenFiles_neverFailOtherwise() {
    var random = new Random(20_261_121);
    var fixtures = Fixtures.named(".xml").toArray(Path[]::new);
    int failed = 0;
    for (int run = 0; run < RUNS; run++) {
      var fixture = fixtures[random.nextInt(fixtures.length)];
      byte[] broken = broken(Fixtures.read(fixture), random);
      failed += fails(broken) ? 1 : 0;
    }
    assertThat(failed).isBetween(RUNS / 2, RUNS - 1);
  }

  /** The scanner, which speaks first, must not refuse what the parser would take. */
  @Test
  void brokenFiles_theScannerRefuses_theParserRefusesToo() {
    var random = new Random(7);
    var fixtures = Fixtures.named(".good.xml").toArray(Path[]::new);
    int refused = 0;
    for (int run = 0; run < RUNS; run++) {
      var fixture = fixtures[random.nextInt(fixtures.length)];
      var text = new String(broken(Fixtures.read(fixture), random), StandardCharsets.ISO_8859_1);
      try {
        TagScanner.scan(text);
      } catch (XmlMistakeException e) {
        refused++;
        assertThat(Wellformed.check(text)).as("%s\n%s", e.getMessage(), text).isFalse();
      }
    }
    assertThat(refused).isGreaterThan(RUNS / 10);
  }

  private boolean fails(byte[] xml) {
    try {
      FleetFile.read(Fixtures.write(folder, "fleet.xml", xml), Fixtures.ENVIRONMENT);
      return false;
    } catch (FleetException e) {
      assertThat(e.findings()).isNotEmpty();
      assertThat(e.findings()).allMatch(finding -> finding.line() > 0 && finding.column() > 0);
      assertThat(e.findings()).noneMatch(finding -> finding.toString().contains("\n"));
      assertThat(e).hasMessageNotContaining("hunter2secret");
      return true;
    }
  }

  private static byte[] broken(byte[] xml, Random random) {
    var text = new StringBuilder(new String(xml, StandardCharsets.ISO_8859_1));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(text.length());
      int end = Math.min(text.length(), at + 1 + random.nextInt(12));
      char piece = PIECES.charAt(random.nextInt(PIECES.length()));
      switch (random.nextInt(5)) {
        case 0 -> text.setCharAt(at, piece);
        case 1 -> text.insert(at, piece);
        case 2 -> text.insert(at, text.substring(at, end));
        case 3 -> text.setCharAt(at, (char) random.nextInt(256));
        default -> text.delete(at, Math.min(end, at + text.length() - 1));
      }
      if (text.isEmpty()) {
        text.append(piece);
      }
    }
    return text.toString().getBytes(StandardCharsets.ISO_8859_1);
  }
}
