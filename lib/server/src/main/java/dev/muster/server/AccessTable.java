package dev.muster.server;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may ask what: a line for each route, with its method, its path as it is routed, and the least
 * role. What has no line is the administrators'.
 *
 * <pre>
 * GET   /                    open
 * GET   /api/v1/query        viewer
 * POST  /api/v1/query        viewer    reads
 * POST  /api/v2/alerts       operator  alerts
 * GET   /metrics             viewer    whole
 * </pre>
 *
 * {@code open} needs no log-in. {@code reads} says that a request other than GET changes nothing,
 * {@code alerts} and {@code samples} that it brings such, so that tokens of that role may too,
 * {@code whole} that it shows all groups, so that who sees some is refused.
 */
public final class AccessTable {
  private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");
  private static final Set<String> FLAGS = Set.of("reads", "alerts", "samples", "whole");
  private static final Pattern SPACES = Pattern.compile("\\s+");
  private static final Pattern PARTS = Pattern.compile("(?=[{<])|(?<=[}>])");
  private static final String SEGMENT = "(?!\\.{1,2}(/|$))[A-Za-z0-9._@-]+";
  static final Row NO_LOG_IN = new Row("HEAD", "", null, Set.of());
  static final Row ANY_LOG_IN = new Row("HEAD", "", Role.VIEWER, Set.of());
  private static final Row NONE = new Row("", "", Role.ADMIN, Set.of());

  /**
   * A line.
   *
   * @param least null where no log-in is needed
   */
  public record Row(String method, String path, @Nullable Role least, Set<String> flags) {
    public Row {
      flags = Set.copyOf(flags);
    }

    /** Whether no log-in is needed. */
    public boolean isOpen() {
      return least == null;
    }

    /** Whether this role opens it. */
    public boolean admits(Role role) {
      return least == null
          || (role.isOfTokens() ? flags.contains(role.word()) : role.atLeast(least));
    }

    /** Whether it is closed to those who see some groups alone. */
    public boolean isWhole() {
      return flags.contains("whole");
    }

    /** Whether it changes something that is to be on record. */
    boolean isDeed() {
      return !READING.contains(method)
          && !flags.contains("reads")
          && !flags.contains("alerts")
          && !flags.contains("samples");
    }
  }

  private final Map<String, Row> rows;
  private final Map<String, List<Pattern>> open = new HashMap<>();

  private AccessTable(Map<String, Row> rows) {
    this.rows = rows;
    for (var row : rows.values()) {
      if (row.isOpen()) {
        open.merge(row.method(), List.of(pattern(row.path())), AccessTable::joined);
      }
    }
  }

  private static List<Pattern> joined(List<Pattern> some, List<Pattern> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  /**
   * Reads the lines; empty ones and those that begin with # are left out.
   *
   * @throws IllegalArgumentException naming the line that is none
   */
  public static AccessTable parse(String lines) {
    var rows = new TreeMap<String, Row>();
    lines
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
        .map(AccessTable::row)
        .forEach(row -> {
          if (rows.put(row.method() + " " + row.path(), row) != null) {
            throw new IllegalArgumentException(row.method() + " " + row.path() + " stands twice");
          }
        });
    return new AccessTable(rows);
  }

  /** The table of these open paths alone. */
  static AccessTable open(Set<String> paths) {
    var lines = new StringBuilder();
    paths.forEach(path -> lines.append("GET ").append(path).append(" open\n"));
    return parse(lines.toString());
  }

  private static Row row(String line) {
    var words = SPACES.splitAsStream(line).toList();
    if (words.size() < 3 || !words.get(1).startsWith("/")) {
      throw new IllegalArgumentException(
          "'" + line + "' is no line of the table; write METHOD /path role");
    }
    var flags = Set.copyOf(words.subList(3, words.size()));
    if (!FLAGS.containsAll(flags)) {
      throw new IllegalArgumentException("'" + line + "' has a word that is none of " + FLAGS);
    }
    var least = words.get(2).equals("open") ? null : Role.of(words.get(2));
    return new Row(words.get(0), words.get(1), least, flags);
  }

  /** The line of a route; that of administrators where it has none. */
  Row of(String method, String path) {
    return rows.getOrDefault((method.equals("HEAD") ? "GET" : method) + " " + path, NONE);
  }

  /** Whether a route has a line. */
  public boolean has(String method, String path) {
    return rows.containsKey(method + " " + path);
  }

  /** All lines, by path and method. */
  public Collection<Row> rows() {
    return rows.values();
  }

  /** Whether this path, as it was sent, needs no log-in. */
  boolean isOpen(String method, String path) {
    return open.getOrDefault(method.equals("HEAD") ? "GET" : method, List.of()).stream()
        .anyMatch(one -> one.matcher(path).matches());
  }

  /** One spelling of each path: no second slash, no percent sign, no step upwards. */
  private static Pattern pattern(String path) {
    var pattern = new StringBuilder();
    for (String part : PARTS.splitAsStream(path).toList()) {
      if (part.startsWith("{")) {
        pattern.append(SEGMENT);
      } else if (part.startsWith("<")) {
        pattern.append(SEGMENT).append("(/").append(SEGMENT).append(")*");
      } else {
        pattern.append(Pattern.quote(part));
      }
    }
    return Pattern.compile(pattern.toString());
  }
}
