package dev.muster.fleet;

import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one element's attributes as what they should be; what they are not, it reports. */
final class Values {
  /** Makes a value of an attribute's text. */
  @FunctionalInterface
  interface Parser<T> {
    T parse(String text) throws BadValueException;
  }

  private static final Pattern WHOLE_NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern FINGERPRINT =
      Pattern.compile("[0-9A-Fa-f]{64}|[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}");
  private static final Pattern PATH = Pattern.compile("/[!-~&&[^#]]{0,999}");
  private static final int LONGEST_NAME = 100;

  private final Element element;
  private final Findings findings;

  Values(Element element, Findings findings) {
    this.element = element;
    this.findings = findings;
  }

  /** The attribute's value, or null where the attribute is missing or, as reported, wrong. */
  <T> @Nullable Located<T> read(String name, Parser<T> parser) {
    var attribute = element.attribute(name);
    if (attribute == null || attribute.value().length() > StructureCheck.LONGEST_VALUE) {
      return null;
    }
    String text = attribute.value().strip();
    try {
      return new Located<>(parser.parse(text), attribute.at());
    } catch (BadValueException e) {
      findings.mistake(
          attribute.at(), name + " " + Quoted.of(text) + " " + e.getMessage(), e.right());
      return null;
    }
  }

  @Nullable Located<Integer> port(String name) {
    return read(name, text -> wholeNumber(text, 65_535, "is not a port"));
  }

  @Nullable Located<Integer> count(String name, int most) {
    return read(name, text -> wholeNumber(text, most, "is not a number in range"));
  }

  /** Text of a line at most, that is not empty. */
  @Nullable Located<String> name(String name) {
    return read(name, Values::visible);
  }

  @Nullable Located<String> path(String name) {
    return read(
        name,
        text -> {
          if (!PATH.matcher(text).matches()) {
            throw new BadValueException(
                "is not a path", "begin with / and use ASCII without spaces and #");
          }
          return text;
        });
  }

  /** A SHA-256 fingerprint as 64 lower-case digits. */
  @Nullable Located<String> fingerprint(String name) {
    return read(
        name,
        text -> {
          if (!FINGERPRINT.matcher(text).matches()) {
            throw new BadValueException(
                "is not a SHA-256 fingerprint",
                "use 64 hexadecimal digits, with or without colons between pairs");
          }
          var bytes = HexFormat.of().parseHex(text.replace(":", ""));
          return HexFormat.of().formatHex(bytes).toLowerCase(Locale.ROOT);
        });
  }

  /** One of a few words. */
  <T> @Nullable Located<T> word(String name, Map<String, T> words) {
    return read(
        name,
        text -> {
          var value = words.get(text);
          if (value == null) {
            throw new BadValueException(
                "is unknown", NearestName.advice(text, words.keySet().stream().sorted().toList()));
          }
          return value;
        });
  }

  private static int wholeNumber(String text, int most, String complaint) throws BadValueException {
    int number = WHOLE_NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
    if (number < 1 || number > most) {
      throw new BadValueException(complaint, "use a whole number from 1 to " + most);
    }
    return number;
  }

  static String visible(String text) throws BadValueException {
    if (text.isEmpty()) {
      throw new BadValueException("is empty", "write a name, or leave the attribute out");
    }
    if (text.codePointCount(0, text.length()) > LONGEST_NAME
        || text.codePoints().anyMatch(Character::isISOControl)) {
      throw new BadValueException(
          "is too long or has control characters",
          "use at most " + LONGEST_NAME + " characters on one line");
    }
    return text;
  }
}
