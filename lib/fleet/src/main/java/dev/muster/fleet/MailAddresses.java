package dev.muster.fleet;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Mail addresses as they stand in a fleet file: bare, without a display name. */
final class MailAddresses {
  private static final Pattern LOCAL_PART =
      Pattern.compile(
          "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+"
              + "(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{80}-\\x{10FFFF}-]+)*");
  private static final int LONGEST = 254;
  private static final String RIGHT = "use a bare address such as it@example.org";

  private MailAddresses() {}

  static String parse(String text) throws BadValueException {
    if (!isAddress(text)) {
      throw new BadValueException("is not a mail address", RIGHT);
    }
    return text;
  }

  /** The addresses between commas; an empty text has none. */
  static List<String> parseAll(String text) throws BadValueException {
    var addresses = new LinkedHashSet<String>();
    if (text.isBlank()) {
      return List.of();
    }
    for (String part : text.split(",", -1)) {
      String address = part.strip();
      if (address.isEmpty()) {
        throw new BadValueException(
            "has an empty place between commas", "write a@example.org, b@example.org");
      }
      if (!isAddress(address)) {
        throw new BadValueException(
            "holds " + Quoted.of(address) + ", which is not a mail address", RIGHT);
      }
      if (!addresses.add(address)) {
        throw new BadValueException(
            "names " + Quoted.of(address) + " twice", "name every address once");
      }
    }
    return List.copyOf(addresses);
  }

  private static boolean isAddress(String text) {
    int at = text.lastIndexOf('@');
    return at > 0
        && text.length() <= LONGEST
        && text.codePoints().noneMatch(c -> Character.isISOControl(c) || Character.isSpaceChar(c))
        && LOCAL_PART.matcher(text.substring(0, at)).matches()
        && isDomain(text.substring(at + 1));
  }

  private static boolean isDomain(String domain) {
    try {
      return domain.indexOf(':') < 0 && domain.equals(HostAddress.parse(domain));
    } catch (BadValueException e) {
      return false;
    }
  }
}
