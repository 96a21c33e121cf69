package dev.muster.promql;

import dev.muster.metrics.Labels;
import java.util.Comparator;
import java.util.List;

/** The order of texts that takes digits in them for numbers: {@code cpu2} before {@code cpu10}. */
final class NaturalOrder {
  private NaturalOrder() {}

  /** By the values of some labels, one after the other, and then by all labels. */
  static Comparator<Column> of(List<String> labels) {
    return (first, second) -> {
      for (String label : labels) {
        int order = compare(first.labels().get(label), second.labels().get(label));
        if (order != 0) {
          return order;
        }
      }
      return Comparator.<Labels>naturalOrder().compare(first.labels(), second.labels());
    };
  }

  static int compare(String first, String second) {
    int a = 0;
    int b = 0;
    while (a < first.length() && b < second.length()) {
      int aEnd = end(first, a);
      int bEnd = end(second, b);
      int order = compareParts(first.substring(a, aEnd), second.substring(b, bEnd));
      if (order != 0) {
        return order;
      }
      a = aEnd;
      b = bEnd;
    }
    int order = Integer.compare(first.length() - a, second.length() - b);
    return order == 0 ? first.compareTo(second) : order;
  }

  /** Where the digits, or what is none, that begin at a place end. */
  private static int end(String text, int from) {
    boolean digits = isDigit(text.charAt(from));
    int end = from + 1;
    while (end < text.length() && isDigit(text.charAt(end)) == digits) {
      end++;
    }
    return end;
  }

  private static int compareParts(String first, String second) {
    if (!isDigit(first.charAt(0)) || !isDigit(second.charAt(0))) {
      return first.compareTo(second);
    }
    String a = withoutZeros(first);
    String b = withoutZeros(second);
    int order = Integer.compare(a.length(), b.length());
    return order == 0 ? a.compareTo(b) : order;
  }

  private static String withoutZeros(String digits) {
    int at = 0;
    while (at < digits.length() - 1 && digits.charAt(at) == '0') {
      at++;
    }
    return digits.substring(at);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
