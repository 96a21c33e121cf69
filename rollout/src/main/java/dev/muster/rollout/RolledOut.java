package dev.muster.rollout;

import dev.muster.fleet.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What was rolled out where, so that a later roll-out can leave out clients for which nothing has
 * changed since: a line a client of name, system, machine and a hash of all that was wanted,
 * between tabs. Safe for use by many threads.
 */
public final class RolledOut {
  private record Line(String system, String machine, String wanted) {}

  private final Path file;
  private final Map<String, Line> lines = new TreeMap<>();

  private RolledOut(Path file) {
    this.file = file;
  }

  /**
   * Reads what is known; a line that is damaged is forgotten.
   *
   * @throws IOException if the file is there and cannot be read
   */
  public static RolledOut read(Path file) throws IOException {
    var known = new RolledOut(file);
    try {
      for (var line : Files.readAllLines(file)) {
        var words = line.split("\t", -1);
        if (words.length == 4) {
          known.lines.put(words[0], new Line(words[1], words[2], words[3]));
        }
      }
    } catch (NoSuchFileException none) {
      // Nothing was rolled out yet.
    }
    return known;
  }

  /** Whether a client has what it would be given now, as far as is known here. */
  synchronized boolean isUnchanged(
      Client client, Distributions distributions, Credentials credentials, RolloutOptions options) {
    var line = lines.get(client.name());
    return line != null
        && distributions
            .newest(line.system(), line.machine())
            .map(one -> wanted(client, Settings.of(client, one, credentials, options)))
            .filter(line.wanted()::equals)
            .isPresent();
  }

  synchronized void remember(Client client, Facts facts, Settings settings) {
    lines.put(client.name(), new Line(facts.system(), facts.machine(), wanted(client, settings)));
  }

  synchronized void forget(Client client) {
    lines.remove(client.name());
  }

  private static String wanted(Client client, Settings settings) {
    return PackedFiles.sha256(client.ip() + "\n" + settings.version() + "\n" + settings.files(""));
  }

  /** Writes it in place of what was there. */
  synchronized void write() throws IOException {
    String text =
        lines.entrySet().stream()
            .filter(one -> one.getKey().indexOf('\t') < 0 && one.getKey().indexOf('\n') < 0)
            .map(one ->
                String.join(
                        "\t",
                        one.getKey(),
                        one.getValue().system(),
                        one.getValue().machine(),
                        one.getValue().wanted())
                    + "\n")
            .collect(Collectors.joining());
    var beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, text);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
