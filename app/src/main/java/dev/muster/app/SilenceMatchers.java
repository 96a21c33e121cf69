package dev.muster.app;

import dev.muster.alertbridge.api.MatcherText;
import dev.muster.metrics.Labels;
import dev.muster.metrics.Matcher;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;

/** Which alerts a silence is of, on the command line and in JSON. */
final class SilenceMatchers {
  @Option(names = "--client", paramLabel = "NAME", description = "Alerts of this client.")
  private @Nullable String client;

  @Option(names = "--group", paramLabel = "NAME", description = "Alerts of this group's clients.")
  private @Nullable String group;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      description = "Alerts of this limit type, such as disk.")
  private @Nullable String type;

  @Parameters(
      paramLabel = "MATCHER",
      arity = "0..*",
      description = "Conditions on labels, such as 'alertname=~\"Disk.*\"'. All must hold.")
  private List<String> matchers = new ArrayList<>();

  /**
   * The matchers as the API takes them; none where nothing is said.
   *
   * @throws IllegalArgumentException if one is none
   */
  ArrayNode json() {
    var all = JsonMapper.shared().createArrayNode();
    add(all, "client", client);
    add(all, "group", group);
    add(all, "type", type);
    for (String matcher : matchers) {
      add(all, MatcherText.parse(matcher));
    }
    return all;
  }

  private static void add(ArrayNode all, String name, @Nullable String value) {
    if (value != null) {
      add(all, Matcher.equal(name, value));
    }
  }

  private static void add(ArrayNode all, Matcher matcher) {
    all.addObject()
        .put("name", matcher.name())
        .put("value", matcher.value())
        .put(
            "isRegex",
            matcher.type() == Matcher.Type.REGEX || matcher.type() == Matcher.Type.NOT_REGEX)
        .put(
            "isEqual",
            matcher.type() == Matcher.Type.EQUAL || matcher.type() == Matcher.Type.REGEX);
  }

  /** Matchers as the API shows them, such as {@code client="pc1", group!~"lab-.*"}. */
  static String text(JsonNode matchers) {
    return matchers
        .valueStream()
        .map(one -> {
          String symbol =
              (one.path("isEqual").asBoolean(true) ? "=" : "!")
                  + (one.path("isRegex").asBoolean(false)
                      ? "~"
                      : one.path("isEqual").asBoolean(true) ? "" : "=");
          return one.path("name").asString("")
              + symbol
              + Labels.quote(one.path("value").asString(""));
        })
        .collect(Collectors.joining(", "));
  }
}
