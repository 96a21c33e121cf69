package dev.muster.exporter.eventlog;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Names for what matters in event logs (failed log-ons, disk errors …) and the records that count
 * for each. A record counts once for a name, however many lines of the table it fits.
 *
 * @see EventRulesReader
 */
public final class EventRules {
  private static final String OURS = "event-rules.txt";
  private static final long MAX_BYTES = 256 << 10;

  private final Set<String> names;
  private final Map<String, List<EventRule>> bySource = new HashMap<>();
  private final List<EventRule> ofAnySource = new ArrayList<>();

  EventRules(Collection<EventRule> rules) {
    names = new TreeSet<>();
    for (EventRule rule : rules) {
      names.add(rule.name());
      if (rule.sources().isEmpty()) {
        ofAnySource.add(rule);
      }
      for (String source : rule.sources()) {
        bySource.computeIfAbsent(source, any -> new ArrayList<>()).add(rule);
      }
    }
  }

  /** The table that the exporter brings. */
  public static EventRules defaults() {
    return new EventRules(defaultLines());
  }

  /**
   * The exporter's own table with a file's lines after it.
   *
   * @throws EventRulesException with a line of text per mistake in the file
   */
  public static EventRules withFile(Path file) {
    return new EventRules(new EventRulesReader(file.toString(), defaultLines()).read(text(file)));
  }

  private static List<EventRule> defaultLines() {
    try (InputStream in = EventRules.class.getResourceAsStream(OURS)) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
      return new EventRulesReader(OURS, List.of()).read(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new EventRulesException(file + ": longer than " + MAX_BYTES + " bytes; wrong file?");
      }
      return Files.readString(file, UTF_8);
    } catch (NoSuchFileException e) {
      throw new EventRulesException(file + ": there is no such file");
    } catch (CharacterCodingException e) {
      throw new EventRulesException(file + ": not UTF-8 text");
    } catch (IOException e) {
      throw new EventRulesException(file + ": cannot be read (" + e.getMessage() + ")");
    }
  }

  /** Every name there is, sorted. */
  Set<String> names() {
    return names;
  }

  /** The names a record counts for. */
  Set<String> matching(EventRecord event) {
    List<EventRule> ofSource =
        bySource.getOrDefault(event.source().toLowerCase(Locale.ROOT), List.of());
    if (ofSource.isEmpty() && ofAnySource.isEmpty()) {
      return Set.of();
    }
    Set<String> matching = new LinkedHashSet<>();
    addMatching(event, ofSource, matching);
    addMatching(event, ofAnySource, matching);
    return matching;
  }

  private static void addMatching(EventRecord event, List<EventRule> rules, Set<String> matching) {
    for (EventRule rule : rules) {
      if (!matching.contains(rule.name()) && rule.matches(event)) {
        matching.add(rule.name());
      }
    }
  }
}
