package dev.muster.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ProgressBarTest {
  private final StringWriter terminal = new StringWriter();

  @Test
  void bar_fillsUpInOneLine() {
    var bar = ProgressBar.shown(new PrintWriter(terminal), "copying");
    bar.at(0, 8);
    bar.at(2, 8);
    bar.at(2, 8);
    bar.at(9, 8);
    assertThat(terminal.toString().replace("\r", "|").strip())
        .isEqualTo(
            """
            |copying [........................................]   0 %\
            |copying [##########..............................]  25 %\
            |copying [########################################] 100 %\
            """);
  }

  @Test
  void bar_ofNothing_isFull() {
    ProgressBar.shown(new PrintWriter(terminal), "copying").at(0, 0);
    assertThat(terminal.toString()).contains("100 %");
  }

  @Test
  void bar_whereThereIsNoTerminal_isSilent() {
    ProgressBar.on(new PrintWriter(terminal), "copying").at(1, 2);
    assertThat(terminal.toString()).isEmpty();
  }
}
