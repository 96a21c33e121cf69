package dev.muster.rollout.discover;

import dev.muster.fleet.FleetException;
import dev.muster.fleet.FleetFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes hosts as a fleet file, with comments for what a person has to decide. */
final class FleetText {
  private static final Path NOWHERE = Path.of("fleet.xml").toAbsolutePath();
  private static final int LONGEST_NAME = 100;

  private static final String DEFAULTS =
      """
        <defaults>
          <alert type="disk" limit="90%" for="5m" clear="85%"/>
          <alert type="memory" limit="95%" for="5m" clear="90%"/>
          <alert type="cpu" limit="95%" for="15m"/>
          <alert type="offline" for="3m"/>
        </defaults>
      """;

  /** A host and what it answered. */
  record Line(Host host, Answers answers) {}

  private final boolean passwords;

  /**
   * A writer.
   *
   * @param passwords whether those that are known stand in the file
   */
  FleetText(boolean passwords) {
    this.passwords = passwords;
  }

  /**
   * The file.
   *
   * @param head what is told at its top
   * @param defaults whether usual limits are set
   */
  String of(List<Line> lines, String head, boolean defaults) {
    var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    text.append("<!-- ").append(comment(head)).append(" -->\n<fleet>\n");
    if (defaults) {
      text.append(DEFAULTS);
    }
    var groups = new LinkedHashMap<String, List<Line>>();
    lines.forEach(
        line -> groups.computeIfAbsent(line.host().group(), any -> new ArrayList<>()).add(line));
    groups.forEach((group, members) -> {
      String indent = group.isEmpty() ? "  " : "    ";
      if (!group.isEmpty()) {
        text.append("  <group name=\"").append(attribute(shortened(group))).append("\">\n");
      }
      members.forEach(line -> client(text, indent, line));
      if (!group.isEmpty()) {
        text.append("  </group>\n");
      }
    });
    return text.append("</fleet>\n").toString();
  }

  private void client(StringBuilder text, String indent, Line line) {
    var notes = notes(line);
    if (!notes.isEmpty()) {
      text.append(indent)
          .append("<!-- ")
          .append(comment(String.join("; ", notes)))
          .append(" -->\n");
    }
    text.append(indent).append(element(line)).append('\n');
  }

  /** Why a client of this host cannot stand in a fleet file; "" if it can. */
  String mistake(Line line) {
    try {
      FleetFile.read(NOWHERE, element(line), Map.of());
      return "";
    } catch (FleetException e) {
      var first = e.findings().getFirst();
      return first.what() + "; " + first.right();
    }
  }

  private String element(Line line) {
    var host = line.host();
    var login = host.login();
    var text = new StringBuilder("<client");
    add(text, "name", shortened(host.name()));
    add(text, "ip", host.address());
    add(text, "port", login.port() == 0 || login.port() == Probe.SSH_PORT ? "" : "" + login.port());
    add(text, "username", login.username());
    if (passwords && login.password() != null && !login.username().isEmpty()) {
      add(text, "password", login.password().value());
    }
    add(text, "key-file", keyFile(login.keyFile()));
    var exporter = line.answers().exporter();
    if (exporter != null) {
      add(text, "exporter-port", exporter.port() == 10_100 ? "" : "" + exporter.port());
      add(text, "exporter-scheme", exporter.https() ? "" : "http");
    }
    return text.append("/>").toString();
  }

  private static String keyFile(String path) {
    return path.startsWith("~/") ? System.getProperty("user.home", "") + path.substring(1) : path;
  }

  private List<String> notes(Line line) {
    var notes = new ArrayList<>(line.host().notes());
    var password = line.host().login().password();
    if (password != null && !passwords) {
      notes.add(
          "its SSH password is in the inventory: put it into a file and name that in password-file");
    } else if (password != null && line.host().login().username().isEmpty()) {
      notes.add(
          "its SSH password is in the inventory, but no user: add username and password-file");
    }
    var exporter = line.answers().exporter();
    if (!line.answers().isKnown()) {
      notes.add("the name " + line.host().address() + " is not known here");
    } else if (exporter != null) {
      notes.addAll(notes(exporter));
    } else if (!line.answers().ssh().isEmpty()) {
      notes.add("no exporter answers, SSH does (" + line.answers().ssh() + "): muster rollout");
    } else if (line.answers().asked()) {
      notes.add("nothing answers");
    }
    return notes;
  }

  private static List<String> notes(Answers.Exporter exporter) {
    var notes = new ArrayList<String>();
    notes.add(exporter.kind().shown + " at port " + exporter.port());
    switch (exporter.kind()) {
      case LOCKED ->
          notes.add("give exporter-username and exporter-password-file, or exporter-token-file");
      case CERTIFICATE ->
          notes.add("it has to trust the authority in ca/ca.pem of this server's data folder");
      case WINDOWS_EXPORTER -> notes.add("of its readings no limit but offline is judged");
      case MUSTER, NODE_EXPORTER, OTHER -> {}
    }
    if (!exporter.sha256().isEmpty()) {
      notes.add(
          "where this fleet's authority did not sign its certificate, compare SHA-256 "
              + exporter.sha256()
              + " there and add it as exporter-certificate");
    }
    return notes;
  }

  private static void add(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append(' ').append(name).append("=\"").append(attribute(value)).append('"');
    }
  }

  private static String shortened(String name) {
    return name.codePointCount(0, name.length()) <= LONGEST_NAME
        ? name
        : name.substring(0, name.offsetByCodePoints(0, LONGEST_NAME));
  }

  private static String attribute(String value) {
    return value
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /** XML allows no two hyphens in a comment, and no control characters anywhere. */
  private static String comment(String text) {
    String clean =
        text.replaceAll("[\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]", " ").replaceAll("-(?=-)", "- ");
    return clean.endsWith("-") ? clean + " " : clean;
  }
}
