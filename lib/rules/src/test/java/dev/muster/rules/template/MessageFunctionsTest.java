package dev.muster.rules.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Functions that templates of messages have and those of rules do not. */
class MessageFunctionsTest {
  private static final TemplateObject DATA = data();

  private static TemplateObject data() {
    var alert = new LinkedHashMap<String, Object>();
    alert.put("StartsAt", Instant.parse("2026-07-01T08:02:03.5Z"));
    alert.put("GeneratorURL", "http://x/?a=1&b=<2>");
    alert.put("URL", "");
    alert.put("Flapping", true);
    alert.put("Labels", new TemplateLabels(Map.of("b", "2", "a", "\"1\"\n")));
    return new TemplateObject(Map.of("Alerts", List.of(new TemplateObject(alert))));
  }

  private static String expand(String text) {
    return Template.ofMessage(text).expand(DATA, Template.Output.TEXT, "https://m.example/", 1_500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        "{{ with index .Alerts 0 }}{{ .StartsAt | tz \"Europe/Berlin\" | date \"15:04:05 -0700 MST\" }}{{ end }}"
            + "§10:02:03 +0200 CEST",
        "{{ with index .Alerts 0 }}{{ (tz \"Asia/Tokyo\" .StartsAt).Hour }}{{ end }}§17",
        "{{ with index .Alerts 0 }}{{ tz \"America/New_York\" .StartsAt }}{{ end }}"
            + "§2026-07-01 04:02:03.5 -0400 EDT",
        "{{ with index .Alerts 0 }}{{ .StartsAt }}{{ end }}§2026-07-01 08:02:03.5 +0000 UTC",
        "{{ list 1 \"a\" true }}§[1 a true]",
        "{{ len list }}§0",
        "{{ $l := list }}{{ range 3 }}{{ $l = append $l . \"x\" }}{{ end }}{{ $l }}§[0 x 1 x 2 x]",
        "{{ $d := dict \"n\" 5 \"who\" (list 1 2) }}{{ $d.n }} {{ index $d.who 1 }} {{ len $d }}§5 2 2",
        "{{ toJson (dict \"b\" (list 1 2.5 true nil) \"a\" \"<&>\\\"\\n\") }}"
            + "§{\"a\":\"\\u003c\\u0026\\u003e\\\"\\n\",\"b\":[1,2.5,true,null]}",
        "{{ \"a?b>c?\" | base64encode }}§YT9iPmM_",
        "{{ \"YT9iPmM_\" | base64decode }}§a?b>c?",
      })
  void function_gives(String text, String expected) {
    assertThat(expand(text)).isEqualTo(expected);
  }

  @Test
  void toJson_ofAlerts_namesFieldsAsAWebhookDoes() {
    assertThat(expand("{{ toJson .Alerts }}"))
        .isEqualTo(
            "[{\"startsAt\":\"2026-07-01T08:02:03.5Z\","
                + "\"generatorURL\":\"http://x/?a=1\\u0026b=\\u003c2\\u003e\",\"url\":\"\","
                + "\"flapping\":true,\"labels\":{\"a\":\"\\\"1\\\"\\n\",\"b\":\"2\"}}]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        "{{ with index .Alerts 0 }}{{ tz \"Middle/Earth\" .StartsAt }}{{ end }}§unknown time zone Middle/Earth",
        "{{ dict \"a\" }}§dict requires an even number of arguments",
        "{{ dict 1 2 }}§dict keys must be strings",
        "{{ append \"a\" 1 }}§append takes a list",
        "{{ base64decode \"!\" }}§is not base64",
        "{{ $l := list \"x\" }}{{ range 60 }}{{ $l = list $l $l }}{{ end }}§more than 1048576 characters in a list or map",
      })
  void function_refuses(String text, String message) {
    assertThatThrownBy(() -> expand(text))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(message);
  }
}
