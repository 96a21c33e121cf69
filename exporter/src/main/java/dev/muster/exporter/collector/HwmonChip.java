package dev.muster.exporter.collector;

import static java.util.Objects.requireNonNullElse;

import dev.muster.exporter.collector.HwmonCollector.Chip;
import dev.muster.exporter.collector.HwmonCollector.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One folder of Linux's {@code /sys/class/hwmon}. Which sensors it has and what they are called is
 * found out once, for chips and their drivers come and go as a whole.
 */
final class HwmonChip {
  private record Sensor(HwmonFamily family, String sensor, SysFile file) {}

  private static final Set<String> TYPES =
      Set.of(
          "vrm",
          "beep_enable",
          "update_interval",
          "in",
          "cpu",
          "fan",
          "pwm",
          "temp",
          "curr",
          "power",
          "energy",
          "humidity",
          "intrusion");
  private static final Pattern FILE = Pattern.compile("([^0-9]+)([0-9]*)(?:_(.+))?");
  private static final Pattern UNCLEAN = Pattern.compile("[^a-z0-9:_]");

  private final String chip;
  private final String name;
  private final Map<String, String> labels = new LinkedHashMap<>();
  private final List<Sensor> sensors = new ArrayList<>();

  HwmonChip(Path folder, boolean kept) {
    Path device = folder.resolve("device");
    name = cleaned(text(folder.resolve("name")));
    chip = chip(folder, device, name);
    Map<String, Path> files = new LinkedHashMap<>();
    list(folder, files);
    list(device, files);
    files.forEach((file, path) -> add(file, path, kept, files.keySet()));
  }

  /** Its device's place, which unlike its number stays the same, else its name. */
  private static String chip(Path folder, Path device, String name) {
    try {
      Path place = device.toRealPath();
      Path parent = place.getParent();
      String bus = parent == null ? "" : cleaned(String.valueOf(parent.getFileName()));
      String unit = cleaned(place.getFileName().toString());
      if (!unit.isEmpty()) {
        return bus.isEmpty() ? unit : bus + "_" + unit;
      }
    } catch (IOException noDevice) {
      // A chip of no device, such as a virtual one.
    }
    return name.isEmpty() ? cleaned(folder.getFileName().toString()) : name;
  }

  private static void list(Path folder, Map<String, Path> files) {
    String[] names = requireNonNullElse(folder.toFile().list(), new String[0]);
    Arrays.sort(names);
    for (String file : names) {
      files.put(file, folder.resolve(file));
    }
  }

  private void add(String file, Path path, boolean kept, Set<String> all) {
    Matcher matcher = FILE.matcher(file);
    if (!matcher.matches() || !TYPES.contains(matcher.group(1)) || !path.toFile().canRead()) {
      return;
    }
    String type = matcher.group(1);
    String sensor = type + (matcher.group(2).isEmpty() ? "0" : matcher.group(2));
    String property = requireNonNullElse(matcher.group(3), "");
    if (property.equals("label")) {
      String label = text(path);
      if (!label.isEmpty()) {
        labels.put(sensor, label);
      }
      return;
    }
    HwmonFamily family = HwmonFamily.of(type, property, all.contains(type + matcher.group(2)));
    if (family != null) {
      sensors.add(new Sensor(family, sensor, new SysFile(path, kept)));
    }
  }

  private static String text(Path file) {
    return requireNonNullElse(new SysFile(file, false).text(), "");
  }

  String chip() {
    return chip;
  }

  Chip read() {
    List<Value> values = new ArrayList<>(sensors.size());
    Set<String> told = new HashSet<>();
    for (Sensor each : sensors) {
      Double number = each.file.number();
      if (number != null && told.add(each.family.name() + ' ' + each.sensor)) {
        values.add(new Value(each.family, each.sensor, number / each.family.divisor()));
      }
    }
    return new Chip(chip, name, labels, values);
  }

  /** In small letters, with '_' for what no metric's name may have. */
  static String cleaned(String text) {
    String clean = UNCLEAN.matcher(text.toLowerCase(Locale.ROOT)).replaceAll("_");
    int start = 0;
    int end = clean.length();
    while (start < end && clean.charAt(start) == '_') {
      start++;
    }
    while (end > start && clean.charAt(end - 1) == '_') {
      end--;
    }
    return clean.substring(start, end);
  }
}
