package dev.muster.exporter.collector;

import dev.muster.exporter.collector.EdacCollector.Controller;
import dev.muster.exporter.collector.EdacCollector.Errors;
import dev.muster.exporter.collector.EdacCollector.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The controllers in {@code /sys/devices/system/edac/mc}, {@code mc0} and so on. */
final class SysEdac implements Source<List<Controller>> {
  private static final String CONTROLLER = "mc";
  private static final String ROW = "csrow";

  private final SysFolder<Path> controllers;

  SysEdac(Path folder) {
    controllers = numbered(folder, CONTROLLER);
  }

  private static SysFolder<Path> numbered(Path folder, String word) {
    Pattern name = Pattern.compile(word + "\\d+");
    return new SysFolder<>(folder, each -> name.matcher(each).matches(), (path, kept) -> path);
  }

  @Override
  public List<Controller> read() {
    return controllers.devices().stream().map(SysEdac::controller).toList();
  }

  private static Controller controller(Path folder) {
    List<Row> rows = new ArrayList<>();
    rows.add(
        new Row(
            "unknown",
            new Errors(count(folder, "ce_noinfo_count"), count(folder, "ue_noinfo_count"))));
    for (Path row : numbered(folder, ROW).devices()) {
      rows.add(new Row(number(row, ROW), errors(row)));
    }
    return new Controller(number(folder, CONTROLLER), errors(folder), rows);
  }

  private static String number(Path folder, String word) {
    return folder.getFileName().toString().substring(word.length());
  }

  private static Errors errors(Path folder) {
    return new Errors(count(folder, "ce_count"), count(folder, "ue_count"));
  }

  private static double count(Path folder, String file) {
    Double count = new SysFile(folder.resolve(file), false).number();
    if (count == null) {
      throw new FailedReadingException("%s/%s: expected a number".formatted(folder, file));
    }
    return count;
  }
}
