package dev.muster.fleet;

/** A value to show where a required attribute is missing. */
final class Example {
  private Example() {}

  static String of(String element, String attribute) {
    return switch (element + " " + attribute) {
      case "client ip" -> "10.1.2.1";
      case "group name" -> "lab-2";
      case "smtp host" -> "mail.example.org";
      case "smtp from" -> "muster@example.org";
      case "alert type" -> "memory";
      case "remote-write url" -> "https://metrics.example.org/api/v1/write";
      case "label name" -> "site";
      case "label value" -> "north";
      case "events mail" -> "always";
      case "inhibit source" -> "type='offline'";
      case "inhibit target" -> "type!='offline'";
      case "maintenance name" -> "updates";
      case "receiver name" -> "lab-chat";
      case "receiver kind" -> "ntfy";
      case "receiver url" -> "https://ntfy.example.org/lab";
      default -> "...";
    };
  }

  static String limit(LimitType type) {
    return switch (type.unit()) {
      case PERCENT -> "90%";
      case SECONDS -> "30d";
      case NUMBER -> "1.5";
      case NONE -> "";
    };
  }
}
