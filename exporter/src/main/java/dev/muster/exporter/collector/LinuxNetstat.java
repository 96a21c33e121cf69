package dev.muster.exporter.collector;

import dev.muster.exporter.collector.NetstatCollector.Field;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Linux's protocol counters: {@code /proc/net/snmp} and {@code netstat} have two lines a protocol,
 * of names and of values; {@code snmp6} has a name and a value a line. A line of names is looked at
 * once, for it stays the same as long as the kernel does.
 */
final class LinuxNetstat implements Source<List<Field>> {
  private final FieldFamilies families;
  private final Map<String, String[]> headings = new HashMap<>();
  private final ProcFile snmp;
  private final ProcFile netstat;
  private final List<ProcFile> snmp6;

  LinuxNetstat(Machine machine, FieldFamilies families) {
    this.families = families;
    snmp = machine.proc("net/snmp");
    netstat = machine.proc("net/netstat");
    boolean hasSix = Files.exists(machine.settings().procfs().resolve("net/snmp6"));
    snmp6 = hasSix ? List.of(machine.proc("net/snmp6")) : List.of();
  }

  @Override
  public List<Field> read() throws IOException {
    List<Field> fields = new ArrayList<>();
    parse("/proc/net/snmp", snmp.read(), fields);
    parse("/proc/net/netstat", netstat.read(), fields);
    for (ProcFile file : snmp6) {
      parseSix(file.read(), families, fields);
    }
    return fields;
  }

  private void parse(String file, String text, List<Field> fields) {
    parse(file, text, families, headings, fields);
  }

  /** Adds the fields of pairs of lines. */
  static void parse(
      String file,
      String text,
      FieldFamilies families,
      Map<String, String[]> headings,
      List<Field> fields) {
    int start = 0;
    while (start < text.length()) {
      int end = lineEnd(text, start);
      int valuesEnd = lineEnd(text, Math.min(end + 1, text.length()));
      String heading = text.substring(start, end);
      String values = text.substring(Math.min(end + 1, text.length()), valuesEnd);
      String[] columns = headings.computeIfAbsent(heading, line -> columns(file, line, families));
      addValues(file, heading, values, columns, fields);
      start = valuesEnd + 1;
    }
  }

  private static int lineEnd(String text, int from) {
    int newline = text.indexOf('\n', from);
    return newline < 0 ? text.length() : newline;
  }

  private static String[] columns(String file, String heading, FieldFamilies families) {
    int colon = heading.indexOf(':');
    if (colon < 0) {
      throw new FailedReadingException(
          "%s: expected a protocol and ':' in line \"%s\"".formatted(file, heading));
    }
    String protocol = heading.substring(0, colon);
    String[] names = heading.substring(colon + 1).strip().split(" +", -1);
    String[] columns = new String[names.length];
    for (int i = 0; i < names.length; i++) {
      columns[i] = families.of(protocol + "_" + names[i]);
    }
    return columns;
  }

  private static void addValues(
      String file, String heading, String values, String[] columns, List<Field> fields) {
    var words = new Words(file, values);
    int colon = heading.indexOf(':');
    if (!values.startsWith(heading.substring(0, colon + 1)) || !words.nextLine()) {
      throw new FailedReadingException(
          "%s: expected values of \"%s\" after its names"
              .formatted(file, heading.substring(0, colon)));
    }
    words.next();
    for (String family : columns) {
      if (family.isEmpty()) {
        words.skip(1);
      } else {
        fields.add(new Field(family, words.nextCount()));
      }
    }
  }

  /** Adds the fields of {@code /proc/net/snmp6}; a protocol's name ends in its 6. */
  static void parseSix(String text, FieldFamilies families, List<Field> fields) {
    var words = new Words("/proc/net/snmp6", text);
    while (words.nextLine()) {
      if (!words.hasNext()) {
        continue;
      }
      String word = words.next();
      int six = word.indexOf('6') + 1;
      String family =
          six == 0 ? "" : families.of(word.substring(0, six) + "_" + word.substring(six));
      if (!family.isEmpty()) {
        fields.add(new Field(family, words.nextCount()));
      }
    }
  }
}
