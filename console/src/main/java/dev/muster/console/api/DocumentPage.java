package dev.muster.console.api;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The API's document as a page of HTML: what each request is for, what it takes and answers. */
final class DocumentPage {
  private final Map<?, ?> document;
  private final String style;
  private final StringBuilder html = new StringBuilder(32 * 1024);

  /**
   * A page.
   *
   * @param yaml of OpenAPI 3.1
   */
  DocumentPage(String yaml, String style) {
    this.document = map(new Load(LoadSettings.builder().build()).loadFromString(yaml));
    this.style = style;
  }

  String render() {
    var info = map(document.get("info"));
    html.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n")
        .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .append("<title>Muster: the REST API</title><style>")
        .append(style)
        .append("</style></head>\n<body><main>\n");
    element("h1", "Muster " + text(info, "version") + ": the REST API");
    element("p", text(info, "description"));
    html.append("<p><a href=\"openapi.yaml\">openapi.yaml</a></p>\n");
    for (var tag : list(document.get("tags"))) {
      section(map(tag));
    }
    element("h2", "What answers are made of");
    map(map(document.get("components")).get("schemas"))
        .forEach((name, schema) -> schema(String.valueOf(name), map(schema)));
    return html.append("</main></body></html>\n").toString();
  }

  private void section(Map<?, ?> tag) {
    element("h2", text(tag, "name"));
    element("p", text(tag, "description"));
    map(document.get("paths"))
        .forEach((path, methods) ->
            map(methods)
                .forEach((method, operation) -> {
                  if (list(map(operation).get("tags")).contains(tag.get("name"))) {
                    operation(method + " " + path, map(operation));
                  }
                }));
  }

  private void operation(String route, Map<?, ?> operation) {
    int space = route.indexOf(' ');
    html.append("<h3><code>");
    html.append(escaped(route.substring(0, space).toUpperCase(Locale.ROOT)));
    html.append(escaped(route.substring(space))).append("</code></h3>\n");
    element("p", text(operation, "summary"));
    if (operation.containsKey("description")) {
      element("p", text(operation, "description"));
    }
    var parameters = list(operation.get("parameters"));
    if (!parameters.isEmpty()) {
      html.append("<table>\n");
      parameters.forEach(parameter -> {
        var resolved = resolved(map(parameter));
        row(text(resolved, "name"), type(map(resolved.get("schema"))), resolved);
      });
      html.append("</table>\n");
    }
    map(operation.get("responses"))
        .forEach((status, answer) -> answer(String.valueOf(status), resolved(map(answer))));
  }

  private void answer(String status, Map<?, ?> answer) {
    if (!status.equals("200")) {
      return;
    }
    map(answer.get("content"))
        .forEach((kind, content) ->
            element("p", "Answers %s: %s".formatted(kind, type(map(map(content).get("schema"))))));
  }

  private void schema(String name, Map<?, ?> schema) {
    html.append("<h3 id=\"").append(escaped(name)).append("\"><code>");
    html.append(escaped(name)).append("</code></h3>\n<table>\n");
    properties(schema);
    html.append("</table>\n");
  }

  private void properties(Map<?, ?> schema) {
    for (var part : list(schema.get("allOf"))) {
      var one = map(part);
      if (one.containsKey("$ref")) {
        row("", type(one), Map.of("description", "all of it"));
      }
      properties(one);
    }
    map(schema.get("properties"))
        .forEach((name, property) -> row(String.valueOf(name), type(map(property)), map(property)));
  }

  private void row(String name, String type, Map<?, ?> described) {
    html.append("<tr><td><code>").append(escaped(name)).append("</code></td><td>");
    html.append(escaped(type)).append("</td><td>");
    html.append(escaped(text(described, "description"))).append("</td></tr>\n");
  }

  private static String type(Map<?, ?> schema) {
    if (schema.get("$ref") instanceof String reference) {
      return reference.substring(reference.lastIndexOf('/') + 1);
    }
    if (schema.get("const") != null) {
      return String.valueOf(schema.get("const"));
    }
    var words = list(schema.get("enum"));
    if (!words.isEmpty()) {
      return String.join(" | ", words.stream().map(word -> "\"" + word + "\"").toList());
    }
    if (schema.get("items") != null) {
      return "array of " + type(map(schema.get("items")));
    }
    var types = list(schema.get("type"));
    return types.isEmpty()
        ? text(schema, "type").isEmpty() ? "object or null" : text(schema, "type")
        : String.join(" or ", types.stream().map(String::valueOf).toList());
  }

  private Map<?, ?> resolved(Map<?, ?> part) {
    Map<?, ?> found = part;
    if (part.get("$ref") instanceof String reference) {
      found = document;
      for (String step : reference.substring(2).split("/", -1)) {
        found = map(found.get(step));
      }
    }
    return found;
  }

  private void element(String tag, String text) {
    html.append('<').append(tag).append('>').append(escaped(text));
    html.append("</").append(tag).append(">\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static Map<?, ?> map(@Nullable Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static List<?> list(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }

  private static String text(Map<?, ?> map, String name) {
    var value = map.get(name);
    return value == null ? "" : String.valueOf(value);
  }
}
