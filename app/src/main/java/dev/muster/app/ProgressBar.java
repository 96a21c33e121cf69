package dev.muster.app;

import dev.muster.sqlite.Progress;
import java.io.Console;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Optional;

/** A bar that fills up, in one line of a terminal; elsewhere nothing is shown. */
final class ProgressBar implements Progress {
  private static final int WIDTH = 40;

  private final String what;
  private final PrintWriter terminal;
  private final boolean shown;
  private int percent = -1;

  private ProgressBar(String what, PrintWriter terminal, boolean shown) {
    this.what = what;
    this.terminal = terminal;
    this.shown = shown;
  }

  static ProgressBar on(PrintWriter terminal, String what) {
    return new ProgressBar(what, terminal, isTerminal());
  }

  private static boolean isTerminal() {
    return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
  }

  static ProgressBar shown(PrintWriter terminal, String what) {
    return new ProgressBar(what, terminal, true);
  }

  @Override
  public synchronized void at(long done, long all) {
    int now = all <= 0 ? 100 : (int) Math.min(100, 100 * done / all);
    if (shown && now > percent) {
      percent = now;
      int filled = WIDTH * now / 100;
      terminal.print(
          String.format(
              Locale.ROOT,
              "\r%s [%s%s] %3d %%%s",
              what,
              "#".repeat(filled),
              ".".repeat(WIDTH - filled),
              now,
              now == 100 ? System.lineSeparator() : ""));
      terminal.flush();
    }
  }
}
