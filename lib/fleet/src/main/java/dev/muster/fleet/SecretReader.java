package dev.muster.fleet;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds a password in the one of three places that the file names: the attribute itself, the file
 * in {@code …-file}, or the environment variable in {@code …-env}. No message shows it.
 */
final class SecretReader {
  private static final int MOST_BYTES = 4_096;
  private static final Set<String> SECRETS =
      Set.of("password", "exporter-password", "exporter-token", "token");

  /** In place of a secret that was reported as wrong, so that nobody misses it as well. */
  private static final Secret WRONG = new Secret("");

  private final Path file;
  private final Map<String, String> environment;
  private final Findings findings;

  SecretReader(Path file, Map<String, String> environment, Findings findings) {
    this.file = file;
    this.environment = environment;
    this.findings = findings;
  }

  @Nullable Located<Secret> read(Element element, String name) {
    var given = List.of(name, name + "-file", name + "-env").stream().filter(element::has).toList();
    if (given.isEmpty()) {
      return null;
    }
    if (given.size() > 1) {
      findings.mistake(
          element.at(given.get(1)),
          String.join(" and ", given) + " on one <" + element.name() + ">",
          "keep one of them");
    }
    String found = given.getFirst();
    var attribute = element.attributes().get(found);
    if (attribute == null || attribute.value().length() > StructureCheck.LONGEST_VALUE) {
      return null;
    }
    var secret =
        found.equals(name)
            ? inPlace(attribute)
            : found.endsWith("-file") ? inFile(attribute) : inEnvironment(attribute);
    return new Located<>(secret, attribute.at());
  }

  /** Where a file lies that an attribute names: relative to the fleet file's folder. */
  @Nullable Path resolve(Attribute attribute) {
    try {
      if (!attribute.value().isBlank()) {
        return file.toAbsolutePath().resolveSibling(attribute.value().strip()).normalize();
      }
    } catch (InvalidPathException e) {
      // Reported below like an empty path: neither names a file.
    }
    findings.mistake(
        attribute.at(),
        attribute.name() + " names no file",
        "write a path, from this file's folder");
    return null;
  }

  /** The rule files that an element names: relative to the fleet file's folder. */
  Optional<RuleSource> ruleSource(Element element) {
    var attribute = element.attribute("file");
    var folder = file.toAbsolutePath().getParent();
    if (attribute == null || folder == null) {
      return Optional.empty();
    }
    String pattern = attribute.value().strip();
    if (pattern.isEmpty() || pattern.indexOf('\0') >= 0) {
      findings.mistake(
          attribute.at(),
          "file names no file",
          "write a path such as rules/*.yml, from this file's folder");
      return Optional.empty();
    }
    return Optional.of(new RuleSource(folder, pattern));
  }

  /** Warns where everybody on this machine can read the fleet file, if it holds a password. */
  void warnIfShared(Element root) {
    if (readableByAll(file)) {
      warnOnce(root);
    }
  }

  private boolean warnOnce(Element element) {
    for (var attribute : element.attributes().values()) {
      if (SECRETS.contains(attribute.name())) {
        String what = attribute.name().endsWith("token") ? "a token" : "a password";
        findings.warning(
            attribute.at(),
            what + " in a file that every user of this machine can read",
            "run chmod 600 on it, or use " + attribute.name() + "-file");
        return true;
      }
    }
    return element.children().stream().anyMatch(this::warnOnce);
  }

  private Secret inPlace(Attribute attribute) {
    return checked(attribute, attribute.value(), attribute.name() + " is empty");
  }

  private Secret inEnvironment(Attribute attribute) {
    String variable = attribute.value().strip();
    String value = environment.getOrDefault(variable, "");
    return checked(
        attribute, value, "the environment variable " + Quoted.of(variable) + " is not set");
  }

  private Secret inFile(Attribute attribute) {
    var path = resolve(attribute);
    if (path == null) {
      return WRONG;
    }
    String shown = attribute.name() + " " + Quoted.of(path.toString());
    try (var in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        findings.mistake(
            attribute.at(),
            shown + " is larger than " + MOST_BYTES + " bytes",
            "name a file that holds one password");
        return WRONG;
      }
      if (readableByAll(path)) {
        findings.warning(
            attribute.at(),
            shown + " can be read by every user of this machine",
            "run chmod 600 on it");
      }
      return checked(attribute, line(bytes), shown + " is empty");
    } catch (CharacterCodingException e) {
      findings.mistake(attribute.at(), shown + " is not UTF-8 text", "save it as UTF-8");
    } catch (NoSuchFileException e) {
      // The file may be valid on the machine that runs it, so checking it elsewhere is no mistake.
      findings.warning(
          attribute.at(),
          shown + " does not exist, so log-ins will fail",
          "make it, or name the file with the password");
      return new Secret("");
    } catch (IOException e) {
      String why = Files.isDirectory(path) ? "it is a directory" : Reason.of(e);
      findings.mistake(
          attribute.at(), shown + " cannot be read: " + why, "name a file that Muster may read");
    }
    return WRONG;
  }

  private Secret checked(Attribute attribute, String value, String otherwise) {
    if (value.isEmpty()) {
      findings.mistake(attribute.at(), otherwise, "give a password, or leave the attribute out");
      return WRONG;
    }
    if (value.codePoints().anyMatch(Character::isISOControl)) {
      findings.mistake(
          attribute.at(),
          "the password of " + attribute.name() + " has line ends or control characters",
          "give one line of text");
      return WRONG;
    }
    return new Secret(value);
  }

  private static String line(byte[] bytes) throws CharacterCodingException {
    String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    return text.endsWith("\r\n")
        ? text.substring(0, text.length() - 2)
        : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
  }

  private static boolean readableByAll(Path path) {
    try {
      return Files.getPosixFilePermissions(path).contains(PosixFilePermission.OTHERS_READ);
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
