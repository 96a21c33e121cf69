package dev.muster.rollout.discover;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** An inventory of hosts in a file: CSV, or Ansible's in its INI or YAML form. */
public final class Inventory {
  private static final int MOST_BYTES = 10_000_000;

  /** The forms there are. */
  public enum Form {
    CSV,
    INI,
    YAML
  }

  private Inventory() {}

  /**
   * The hosts in it, in its order, of one name and address the first.
   *
   * @throws DiscoverException if the file cannot be read or is none
   */
  public static List<Host> read(Path file) {
    String text = text(file);
    String shown = file.toString();
    var hosts =
        switch (form(file, text)) {
          case CSV -> CsvInventory.read(text, shown);
          case INI -> AnsibleIni.read(text, shown);
          case YAML -> AnsibleYaml.read(text, shown);
        };
    if (hosts.size() > Ranges.MOST) {
      throw new DiscoverException(
          shown + ": more than " + Ranges.MOST + " hosts; split it over several runs");
    }
    return hosts;
  }

  private static Form form(Path file, String text) {
    String name = Objects.requireNonNullElse(file.getFileName(), file).toString();
    String lower = name.toLowerCase(Locale.ROOT);
    if (lower.endsWith(".csv")) {
      return Form.CSV;
    }
    if (lower.endsWith(".yml") || lower.endsWith(".yaml")) {
      return Form.YAML;
    }
    if (lower.endsWith(".ini") || lower.endsWith(".cfg")) {
      return Form.INI;
    }
    String first =
        text.lines()
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.startsWith("#") && !line.startsWith(";"))
            .findFirst()
            .orElse("");
    if (first.equals("---") || (first.endsWith(":") && !first.startsWith("["))) {
      return Form.YAML;
    }
    boolean table = first.indexOf(',') > 0 || first.indexOf(';') > 0;
    return table && !first.startsWith("[") && first.indexOf('=') < 0 ? Form.CSV : Form.INI;
  }

  private static String text(Path file) {
    try (var in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new DiscoverException(file + ": larger than 10 MB; no inventory is");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException e) {
      throw new DiscoverException("there is no file " + file + "; name the inventory", e);
    } catch (CharacterCodingException e) {
      throw new DiscoverException(file + ": not UTF-8 text; save it as UTF-8", e);
    } catch (IOException e) {
      throw new DiscoverException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
