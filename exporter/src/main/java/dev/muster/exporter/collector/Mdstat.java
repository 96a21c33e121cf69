package dev.muster.exporter.collector;

import dev.muster.exporter.collector.MdadmCollector.MdArray;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Linux's {@code /proc/mdstat}: for each array a line with its name, state, level and disks, and
 * indented lines below it with its size and, while it is being mended or checked, how far that is.
 *
 * <pre>
 * md0 : active raid1 sdb1[2](F) sda1[0]
 *       248896 blocks [2/1] [U_]
 *       [=&gt;...................]  recovery =  6.7% (16775/248896) finish=1.2min speed=8387K/sec
 * </pre>
 */
final class Mdstat {
  private static final Pattern ARRAY = Pattern.compile("(\\S+) : (active|inactive|broken)\\b(.*)");
  private static final Pattern SIZE = Pattern.compile("\\s+(\\d{1,18}) blocks\\b(.*)");
  private static final Pattern DISKS = Pattern.compile("\\[(\\d{1,6})/(\\d{1,6})] \\[[U_]+]");
  private static final Pattern PROGRESS =
      Pattern.compile("(recovery|resync|check)\\s*=.*?(?:\\((\\d{1,18})/\\d+\\)|PENDING|DELAYED)");

  private Mdstat() {}

  static List<MdArray> parse(String procMdstat) {
    List<MdArray> arrays = new ArrayList<>();
    List<String> lines = procMdstat.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      Matcher array = ARRAY.matcher(lines.get(i));
      if (!array.matches()) {
        continue;
      }
      int end = i + 1;
      while (end < lines.size() && lines.get(end).startsWith(" ")) {
        end++;
      }
      arrays.add(array(array, lines.subList(i + 1, end)));
    }
    return arrays;
  }

  private static MdArray array(Matcher line, List<String> below) {
    String device = line.group(1);
    String disks = line.group(3);
    Matcher size = below.isEmpty() ? null : SIZE.matcher(below.getFirst());
    if (size == null || !size.matches()) {
      throw new FailedReadingException(
          "/proc/mdstat: expected a number of blocks below array \"" + device + "\"");
    }
    double blocks = Double.parseDouble(size.group(1));
    Matcher progress = progress(below);
    int[] counts = counts(line.group(2), disks, size.group(2));
    return new MdArray(
        device,
        progress == null ? line.group(2) : state(progress.group(1)),
        counts[0],
        counts[1],
        count(disks, "(F)"),
        count(disks, "(S)"),
        blocks,
        progress == null ? blocks : number(progress.group(2)));
  }

  /** Disks required and active; levels without spare parts tell neither, so all are both. */
  private static int[] counts(String state, String disks, String behindSize) {
    if (disks.contains(" raid0 ") || disks.contains(" linear ")) {
      int all = count(disks, "[");
      return new int[] {all, all};
    }
    Matcher told = DISKS.matcher(behindSize);
    if (state.equals("inactive") || !told.find()) {
      return new int[] {0, 0};
    }
    return new int[] {Integer.parseInt(told.group(1)), Integer.parseInt(told.group(2))};
  }

  private static @Nullable Matcher progress(List<String> below) {
    for (String line : below) {
      Matcher progress = PROGRESS.matcher(line);
      if (progress.find()) {
        return progress;
      }
    }
    return null;
  }

  private static String state(String word) {
    return word.equals("recovery") ? "recovering" : word;
  }

  private static double number(@Nullable String digits) {
    return digits == null ? 0 : Double.parseDouble(digits);
  }

  private static int count(String text, String mark) {
    int count = 0;
    for (int at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
      count++;
    }
    return count;
  }
}
