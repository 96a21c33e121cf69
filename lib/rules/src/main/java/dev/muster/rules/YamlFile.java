package dev.muster.rules;

import dev.muster.fleet.Finding;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** One YAML file and what is wrong with it: at most 4 MiB, few aliases, shallow. */
public final class YamlFile {
  private static final int MOST_BYTES = 4 << 20;
  private static final int DEEPEST = 20;
  private static final int MOST_FINDINGS = 1_000;

  private final String name;
  private final Set<Finding> findings = new LinkedHashSet<>();

  private YamlFile(String name) {
    this.name = name;
  }

  /** A file of which nothing is read yet. */
  public static YamlFile of(Path file) {
    return new YamlFile(file.toString());
  }

  String name() {
    return name;
  }

  /** In the order they were found. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /**
   * Ends reading where there was a mistake.
   *
   * @throws RuleFileException with all of them
   */
  public void throwIfAny() {
    if (!findings.isEmpty()) {
      throw new RuleFileException(List.copyOf(findings));
    }
  }

  /** Reads its text as one mapping; empty where it has none, or a mistake that was noted. */
  public Optional<YamlMap> read(String what, List<String> keys) {
    return text().flatMap(this::root).map(node -> YamlMap.of(this, what, node, keys));
  }

  private Optional<String> text() {
    try (var in = Files.newInputStream(Path.of(name))) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        mistake(1, 1, "the file is larger than " + MOST_BYTES + " bytes", "split it");
        return Optional.empty();
      }
      var decoder = StandardCharsets.UTF_8.newDecoder();
      return Optional.of(decoder.decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      mistake(1, 1, "the file is not UTF-8 text", "save it as UTF-8");
    } catch (NoSuchFileException e) {
      mistake(1, 1, "there is no such file", "name one that is there");
    } catch (IOException e) {
      mistake(1, 1, "the file cannot be read: " + e.getMessage(), "name one Muster may read");
    }
    return Optional.empty();
  }

  private Optional<Node> root(String text) {
    var settings =
        LoadSettings.builder()
            .setLabel(name)
            .setMaxAliasesForCollections(50)
            .setCodePointLimit(MOST_BYTES)
            .setAllowDuplicateKeys(true)
            .build();
    try {
      return isShallow(new Parse(settings).parseString(text))
          ? new Compose(settings).composeString(text)
          : Optional.empty();
    } catch (MarkedYamlEngineException e) {
      var mark = e.getProblemMark();
      mistake(
          mark.map(Mark::getLine).orElse(0) + 1,
          mark.map(Mark::getColumn).orElse(0) + 1,
          "this is not YAML: " + e.getProblem(),
          "see https://yaml.org");
    } catch (YamlEngineException e) {
      mistake(1, 1, "this YAML cannot be used: " + e.getMessage(), "write it plainer");
    }
    return Optional.empty();
  }

  /** Before anything recursive touches the file. */
  private boolean isShallow(Iterable<Event> events) {
    int depth = 0;
    for (var event : events) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        case Alias, Comment, DocumentEnd, DocumentStart, Scalar, StreamEnd, StreamStart -> {}
      }
      if (depth > DEEPEST) {
        mistake(event.getStartMark(), "nested more than " + DEEPEST + " deep", "write it flatter");
        return false;
      }
    }
    return true;
  }

  void mistake(@Nullable Node at, String what, String right) {
    mistake(at == null ? Optional.empty() : at.getStartMark(), what, right);
  }

  private void mistake(Optional<Mark> mark, String what, String right) {
    mistake(
        mark.map(Mark::getLine).orElse(0) + 1,
        mark.map(Mark::getColumn).orElse(0) + 1,
        what,
        right);
  }

  private void mistake(int line, int column, String what, String right) {
    if (findings.size() < MOST_FINDINGS) {
      findings.add(new Finding(name, line, column, what, right));
    }
  }
}
