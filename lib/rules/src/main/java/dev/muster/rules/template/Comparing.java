package dev.muster.rules.template;

import java.util.List;

/** Comparisons of values of one kind, as Go's templates have them. */
final class Comparing {
  private Comparing() {}

  /** Whether the first equals one of the others. */
  static boolean equalsAny(List<Object> arguments) {
    var first = arguments.getFirst();
    for (var other : arguments.subList(1, arguments.size())) {
      if (areEqual(first, other)) {
        return true;
      }
    }
    return false;
  }

  private static boolean areEqual(Object a, Object b) {
    if (a instanceof Double x && b instanceof Double y) {
      return x.doubleValue() == y.doubleValue();
    }
    requireSameKind(a, b);
    return a.equals(b);
  }

  private static void requireSameKind(Object a, Object b) {
    boolean basic = a instanceof String || a instanceof Long || a instanceof Boolean;
    boolean nil = a == Nothing.NIL || b == Nothing.NIL;
    if (!nil && !(basic && a.getClass() == b.getClass())) {
      throw new FailedCallException(
          "incompatible types for comparison: "
              + GoText.type(a)
              + " and "
              + GoText.type(b)
              + "; compare numbers such as 5.0 with $value");
    }
  }

  /** As a comparator; NaN is neither less than, equal to nor greater than anything: 0. */
  static int compare(List<Object> arguments) {
    var a = arguments.get(0);
    var b = arguments.get(1);
    if (a instanceof Double x && b instanceof Double y) {
      return x.doubleValue() < y.doubleValue() ? -1 : x.doubleValue() > y.doubleValue() ? 1 : 0;
    }
    if (a instanceof Long x && b instanceof Long y) {
      return Long.compare(x, y);
    }
    if (a instanceof String x && b instanceof String y) {
      return x.compareTo(y);
    }
    requireSameKind(a, b);
    throw new FailedCallException("invalid type for comparison: " + GoText.type(a));
  }

  /** As Go has it: less, or equal. */
  static boolean atMost(List<Object> arguments) {
    return compare(arguments) < 0 || equalsAny(arguments);
  }

  /** As Go has it: not at most. So NaN is greater than all. */
  static boolean greater(List<Object> arguments) {
    return !atMost(arguments);
  }

  /** As Go has it: not less. */
  static boolean atLeast(List<Object> arguments) {
    return compare(arguments) >= 0;
  }
}
