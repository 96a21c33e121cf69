package dev.muster.fleet;

import java.util.HashMap;

/** Holds a tree of elements against the table of {@link Shape}s. */
final class StructureCheck {
  static final int LONGEST_VALUE = 4_096;

  private static final String XSI = "xmlns:xsi";
  private static final String XSI_NAMESPACE = "http://www.w3.org/2001/XMLSchema-instance";
  private static final String SCHEMA = "xsi:noNamespaceSchemaLocation";

  private final Findings findings;

  private StructureCheck(Findings findings) {
    this.findings = findings;
  }

  /** Whether the outermost element is one of a fleet file, so that reading on makes sense. */
  static boolean check(Element root, Findings findings) {
    var shape =
        switch (root.name()) {
          case "fleet" -> Shape.FLEET;
          case "client" -> Shape.CLIENT;
          default -> null;
        };
    if (shape == null) {
      findings.mistake(
          root.at(),
          "the outermost element is <" + shown(root.name()) + ">",
          "begin with <fleet> or a lone <client>");
      return false;
    }
    var check = new StructureCheck(findings);
    check.schemaHint(root);
    check.element(root, shape, true);
    return true;
  }

  /**
   * The same for a file of {@link FleetFolder}, which says clients, alone or in groups, and nothing
   * else.
   */
  static boolean checkPart(Element root, Findings findings) {
    var check = new StructureCheck(findings);
    check.schemaHint(root);
    switch (root.name()) {
      case "client", "group" -> check.element(root, Shape.of(root.name()), true);
      case "fleet" -> {
        var clients = root.children().stream().filter(StructureCheck::isOfPart).toList();
        root.children().stream()
            .filter(child -> !isOfPart(child))
            .forEach(child ->
                findings.mistake(
                    child.at(),
                    "<" + shown(child.name()) + "> in a file that says clients alone",
                    "write it in the fleet file itself"));
        check.element(
            new Element("fleet", root.at(), root.attributes(), clients, root.text()),
            Shape.FLEET,
            true);
      }
      default -> {
        findings.mistake(
            root.at(),
            "the outermost element is <" + shown(root.name()) + ">",
            "begin with <client>, <group> or <fleet>");
        return false;
      }
    }
    return true;
  }

  private static boolean isOfPart(Element element) {
    return element.name().equals("client") || element.name().equals("group");
  }

  private void element(Element element, Shape shape, boolean root) {
    for (var attribute : element.attributes().values()) {
      attribute(element, attribute, shape, root);
    }
    for (String required : shape.required()) {
      if (!element.has(required)) {
        findings.mistake(
            element.at(),
            "<" + element.name() + "> without " + required,
            "add " + required + "=\"" + Example.of(element.name(), required) + "\"");
      }
    }
    if (element.text() != null) {
      findings.mistake(
          element.text(),
          "text inside <" + element.name() + ">",
          "remove it, or make it a comment <!-- ... -->");
    }
    children(element, shape);
  }

  private void attribute(Element element, Attribute attribute, Shape shape, boolean root) {
    String name = attribute.name();
    if (attribute.value().length() > LONGEST_VALUE) {
      findings.mistake(
          attribute.at(),
          "the value of " + shown(name) + " is longer than " + LONGEST_VALUE + " characters",
          "shorten it");
    }
    boolean schemaHint = root && (name.equals(XSI) || name.equals(SCHEMA));
    if (!schemaHint && !shape.attributes().contains(name)) {
      findings.mistake(
          attribute.at(),
          "unknown attribute " + shown(name) + " on <" + element.name() + ">",
          NearestName.advice(name, shape.attributes()));
    }
  }

  private void schemaHint(Element root) {
    var namespace = root.attribute(XSI);
    if (namespace != null && !namespace.value().equals(XSI_NAMESPACE)) {
      findings.mistake(namespace.at(), "xmlns:xsi names another namespace", "use " + XSI_NAMESPACE);
    }
    if (root.has(SCHEMA) && namespace == null) {
      findings.mistake(
          root.at(SCHEMA), SCHEMA + " without " + XSI, "add " + XSI + "=\"" + XSI_NAMESPACE + "\"");
    }
  }

  private void children(Element element, Shape shape) {
    var first = new HashMap<String, Position>();
    for (var child : element.children()) {
      if (!shape.children().contains(child.name())) {
        unknown(child, element, shape);
        continue;
      }
      var earlier = first.putIfAbsent(child.name(), child.at());
      if (earlier != null && shape.once().contains(child.name())) {
        findings.mistake(
            child.at(),
            "a second <" + child.name() + "> in <" + element.name() + ">",
            "keep one: the first stands in line " + earlier.line());
      }
      element(child, Shape.of(child.name()), false);
    }
  }

  private void unknown(Element child, Element parent, Shape shape) {
    boolean known = Shape.ALL.stream().anyMatch(s -> s.name().equals(child.name()));
    String what =
        known
            ? "<" + child.name() + "> has no place in <" + parent.name() + ">"
            : "unknown element <" + shown(child.name()) + "> in <" + parent.name() + ">";
    boolean groupDefaults = parent.name().equals("group") && child.name().equals("defaults");
    findings.mistake(
        child.at(),
        what,
        groupDefaults
            ? "write its attributes and alerts on the <group> itself"
            : NearestName.advice(child.name(), shape.children()));
  }

  private static String shown(String name) {
    String quoted = Quoted.of(name);
    return quoted.substring(1, quoted.length() - 1);
  }
}
