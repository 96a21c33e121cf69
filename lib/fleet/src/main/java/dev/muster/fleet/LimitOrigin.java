package dev.muster.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a fleet file, or a file of {@link FleetFolder}, a client's limit stands. */
public final class LimitOrigin {
  private LimitOrigin() {}

  /**
   * In words: {@code its own, line 12}, {@code of group lab-2, line 5} or {@code of the defaults,
   * line 3}, with the file's name where it is one of {@link FleetFolder}; "" where the file has no
   * such limit.
   *
   * @param client as the fleet names it
   * @throws FleetException if the file cannot be read or is no XML
   */
  public static String of(Path file, String client, LimitType type) {
    var root = XmlTree.parse(SourceText.read(file));
    for (var scopes : scopes(root, new ArrayList<>())) {
      if (name(scopes.getLast()).equals(client)) {
        return words(root, scopes, type);
      }
    }
    for (var part : FleetFolder.parts(file, new Findings(file.toString()))) {
      for (var scopes : scopes(part.root(), new ArrayList<>())) {
        if (name(scopes.getLast()).equals(client)) {
          return words(root, withGroupOf(root, scopes), type);
        }
      }
    }
    return "";
  }

  /** Puts the fleet file's group of that name around those of another file. */
  private static List<Element> withGroupOf(Element root, List<Element> scopes) {
    for (var scope : scopes) {
      for (var group : root.children("group")) {
        if (scope.name().equals("group") && value(scope, "name").equals(value(group, "name"))) {
          var all = new ArrayList<Element>();
          all.add(group);
          all.addAll(scopes);
          return all;
        }
      }
    }
    return scopes;
  }

  /** The way to each client: its groups, then itself. */
  private static List<List<Element>> scopes(Element element, List<Element> around) {
    var way = new ArrayList<>(around);
    way.add(element);
    if (element.name().equals("client")) {
      return List.of(way);
    }
    var found = new ArrayList<List<Element>>();
    for (var child : element.children()) {
      if (child.name().equals("client") || child.name().equals("group")) {
        found.addAll(scopes(child, way));
      }
    }
    return found;
  }

  private static String name(Element client) {
    String name = value(client, "name");
    return name.isEmpty() ? value(client, "ip") : name;
  }

  private static String value(Element element, String attribute) {
    var found = element.attribute(attribute);
    return found == null ? "" : found.value().strip();
  }

  private static String words(Element root, List<Element> scopes, LimitType type) {
    for (var scope : scopes.reversed()) {
      var alert = alert(scope, type);
      if (alert != null) {
        String whose =
            scope.name().equals("client") ? "its own" : "of group " + value(scope, "name");
        return whose + ", " + place(alert.at(), root);
      }
    }
    var defaults = root.child("defaults");
    var alert = defaults == null ? null : alert(defaults, type);
    return alert == null ? "" : "of the defaults, " + place(alert.at(), root);
  }

  private static String place(Position at, Element root) {
    return "line " + at.line() + (at.file().equals(root.at().file()) ? "" : " of " + at.file());
  }

  private static @Nullable Element alert(Element scope, LimitType type) {
    return scope.children("alert").stream()
        .filter(alert -> value(alert, "type").equals(type.xmlName()))
        .findFirst()
        .orElse(null);
  }
}
