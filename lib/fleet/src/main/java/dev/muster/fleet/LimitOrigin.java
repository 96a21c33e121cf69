package dev.muster.fleet;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where in a fleet file a client's limit stands. */
public final class LimitOrigin {
  private LimitOrigin() {}

  /**
   * In words: {@code its own, line 12}, {@code of group lab-2, line 5} or {@code of the defaults,
   * line 3}; "" where the file has no such limit.
   *
   * @param client as the fleet names it
   * @throws FleetException if the file cannot be read or is no XML
   */
  public static String of(Path file, String client, LimitType type) {
    var root = XmlTree.parse(SourceText.read(file));
    for (var scopes : scopes(root, new ArrayList<>())) {
      var own = scopes.getLast();
      if (name(own).equals(client)) {
        return words(root, scopes, type);
      }
    }
    return "";
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
        return whose + ", line " + alert.at().line();
      }
    }
    var defaults = root.child("defaults");
    var alert = defaults == null ? null : alert(defaults, type);
    return alert == null ? "" : "of the defaults, line " + alert.at().line();
  }

  private static @Nullable Element alert(Element scope, LimitType type) {
    return scope.children("alert").stream()
        .filter(alert -> value(alert, "type").equals(type.xmlName()))
        .findFirst()
        .orElse(null);
  }
}
