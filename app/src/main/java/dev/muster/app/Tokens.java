package dev.muster.app;

import dev.muster.web.BearerTokens;
import dev.muster.web.BearerTokens.Kept;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of the data folder, in the file {@code tokens}: a line each, with its name, what it
 * may, the SHA-256 of the token, and the Unix seconds at which it was made and at which it expires,
 * {@code -} for never.
 *
 * <pre>
 * grafana read 5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8 1795251600 -
 * </pre>
 */
final class Tokens {
  static final String FILE = "tokens";

  private static final String READ = "read";
  private static final int MOST = 1_000;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@-]{1,100}");
  private static final Pattern LINE =
      Pattern.compile("([A-Za-z0-9_.@-]{1,100}) read ([0-9a-f]{64}) (\\d{1,12}) (\\d{1,12}|-)");

  /** A token as the file has it. */
  record Entry(String name, String sha256, Instant made, @Nullable Instant expires) {
    Kept kept() {
      return new Kept(name, sha256, expires);
    }

    private String line() {
      String until = expires == null ? "-" : Long.toString(expires.getEpochSecond());
      return "%s %s %s %d %s\n".formatted(name, READ, sha256, made.getEpochSecond(), until);
    }
  }

  private Tokens() {}

  /**
   * Reads them.
   *
   * @throws AppException if the file cannot be read or used
   */
  static List<Entry> read(Path file) {
    var entries = new ArrayList<Entry>();
    int number = 0;
    try {
      for (var line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          entries.add(entry(file, number, line));
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (IOException e) {
      throw new AppException("cannot read " + file + " (" + DataFolder.reason(e) + ")", e);
    }
    return List.copyOf(entries);
  }

  private static Entry entry(Path file, int number, String line) {
    var match = LINE.matcher(line);
    if (!match.matches()) {
      throw new AppException(
          "%s:%d is no token; remove the line and make a new one with muster token add"
              .formatted(file, number));
    }
    String until = match.group(4);
    return new Entry(
        match.group(1),
        match.group(2),
        Instant.ofEpochSecond(Long.parseLong(match.group(3))),
        until.equals("-") ? null : Instant.ofEpochSecond(Long.parseLong(until)));
  }

  /**
   * Makes one; the token itself, which is kept nowhere.
   *
   * @throws AppException if the name cannot be used
   */
  static String add(DataFolder data, String name, Instant now, @Nullable Instant expires) {
    if (!NAME.matcher(name).matches()) {
      throw new AppException(
          "'" + name + "' is no name of a token; use up to 100 letters, digits and . _ - @");
    }
    var entries = new ArrayList<>(read(data.resolve(FILE)));
    if (entries.stream().anyMatch(entry -> entry.name().equals(name))) {
      throw new AppException(
          "there is a token '" + name + "'; remove it first, or give another name");
    }
    if (entries.size() >= MOST) {
      throw new AppException("there are " + MOST + " tokens; remove some first");
    }
    String token = BearerTokens.generate();
    entries.add(new Entry(name, BearerTokens.hash(token), now, expires));
    write(data, entries);
    return token;
  }

  /**
   * Makes one worthless.
   *
   * @throws AppException if there is none of that name
   */
  static void remove(DataFolder data, String name) {
    var entries = new ArrayList<>(read(data.resolve(FILE)));
    if (!entries.removeIf(entry -> entry.name().equals(name))) {
      throw new AppException("there is no token '" + name + "'; muster token list shows them");
    }
    write(data, entries);
  }

  private static void write(DataFolder data, List<Entry> entries) {
    var text = new StringBuilder("# Tokens: name, what it may, SHA-256, made, expires.\n");
    entries.forEach(entry -> text.append(entry.line()));
    data.write(data.resolve(FILE), text.toString());
  }
}
