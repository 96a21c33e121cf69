package dev.muster.rollout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What was found on a client, as {@code look} wrote it: lines of NAME=VALUE, of which some may be
 * there many times.
 */
record Facts(Map<String, List<String>> values) {
  /**
   * An upload that was not finished.
   *
   * @param name of the archive, without .part
   * @param sha256 of what is there
   */
  record Part(String name, long bytes, String sha256) {}

  /** Reads them; lines that are none are left out. */
  static Facts parse(String text) {
    var values = new LinkedHashMap<String, List<String>>();
    for (var line : text.lines().toList()) {
      int equals = line.indexOf('=');
      if (equals > 0) {
        values
            .computeIfAbsent(line.substring(0, equals), name -> new ArrayList<>())
            .add(line.substring(equals + 1).strip());
      }
    }
    return new Facts(Map.copyOf(values));
  }

  /** Whether these are any: another shell than expected says something else. */
  boolean isWhole() {
    return text("muster").equals("1") && !base().isEmpty();
  }

  /** The first value; "" where there is none. */
  String text(String name) {
    return all(name).stream().findFirst().orElse("");
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  boolean has(String name) {
    return values.containsKey(name);
  }

  /** Linux, macos or windows, as distributions name it; else what the machine says. */
  String system() {
    return switch (text("system").toLowerCase(Locale.ROOT)) {
      case "linux" -> "linux";
      case "darwin" -> "macos";
      case "windows" -> "windows";
      default -> text("system");
    };
  }

  /** The kind of processor, as distributions name it. */
  String machine() {
    return switch (text("machine").toLowerCase(Locale.ROOT)) {
      case "x86_64", "amd64" -> "x86_64";
      case "aarch64", "arm64" -> "aarch64";
      default -> text("machine");
    };
  }

  /** The folder that all is put in. */
  String base() {
    return text("base");
  }

  /** The version that the link leads to; "" where there is none. */
  String current() {
    return text("current");
  }

  /** Free bytes where the folder is or will be; -1 where that is not known. */
  long freeBytes() {
    try {
      return Long.parseLong(text("free_kb")) * 1024;
    } catch (NumberFormatException unknown) {
      return -1;
    }
  }

  String hash(String file) {
    return text("hash:" + file);
  }

  /** The certificates of the exporter's identity, PEM; "" where there is none. */
  String certificates() {
    return String.join("\n", all("certificate"));
  }

  Optional<Part> part(String name) {
    return all("part").stream()
        .map(line -> line.split(" ", -1))
        .filter(words -> words.length == 3 && words[0].equals(name) && isNumber(words[1]))
        .map(words -> new Part(words[0], Long.parseLong(words[1]), words[2]))
        .findFirst();
  }

  private static boolean isNumber(String word) {
    return word.matches("\\d{1,18}");
  }
}
