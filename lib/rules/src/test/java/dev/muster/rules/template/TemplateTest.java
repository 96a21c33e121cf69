package dev.muster.rules.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What templates refuse, and their bounds; what they give is in the cases shared with promtool. */
class TemplateTest {
  private static String expand(String text) {
    var data = new TemplateData(Map.of("a", "x"), Map.of(), "https://muster.example/m", 2.5);
    return Template.parse(text).expand(data, (expression, time) -> List.of(), 1_500);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        "{{ $x }}§1:4: undefined variable",
        "{{ nofunc 1 }}§1:4: function \"nofunc\" not defined",
        "a {{ $value§1:3: the action is not closed",
        "{{ if true }}a§unexpected end of text",
        "{{ end }}§unexpected {{end}}",
        "{{ if true }}{{ else }}{{ else }}{{ end }}§a second {{else}}",
        "{{ \"abc }}§not closed",
        "{{ break }}§outside of {{range}}",
        "{{/* a }}§not closed",
        "{{ 1 | 2 }}§a constant takes no value",
        "{{ (1 }}§1:4: the parenthesis is not closed",
        "{{ range $i, 5 }}{{ end }}§undefined variable",
        "{{ & }}§unexpected character",
        "{{}}§missing value",
        "{{ define \"a\" }}{{ $labels }}{{ end }}§undefined variable",
        "{{ define \"\\|\" }}{{ end }}§1:11: a text has an escape that is none",
        "{{ template \"\\|\" }}§1:13: a text has an escape that is none",
      })
  void mistake_isLocated(String text, String message) {
    assertThatThrownBy(() -> Template.parse(text))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(message);
  }

  @Test
  void mistake_inALaterLine() {
    assertThatThrownBy(() -> Template.parse("a\nb {{ $nix }}"))
        .hasMessage("2:6: undefined variable \"$nix\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '~',
      value = {
        "{{ query \"none\" | first }}§first() called on vector with no elements",
        "{{ humanize \"x\" }}§is no number",
        "{{ lt 1 2.0 }}§incompatible types",
        "{{ toUpper 5 }}§expected string",
        "{{ toUpper }}§wrong number of args: want 1 got 0",
        "{{ .Nothing }}§can't evaluate field Nothing",
        "{{ template \"none\" }}§not defined",
        "{{ index 5 1 }}§can't index",
        "{{ reReplaceAll \"(\" \"\" \"\" }}§no regular expression",
        "{{ parseDuration \"soon\" }}§not a valid duration",
        "{{ define \"t\" }}{{ template \"t\" }}{{ end }}{{ template \"t\" }}§too deeply",
        "{{ range 60000 }}{{ range 60000 }}{{ end }}{{ end }}§more than 100000 steps",
        "{{ printf \"%900d\" 1 }}{{ range 200 }}{{ printf \"%900d\" 1 }}{{ end }}§more text than",
      })
  void failure_saysWhy(String text, String message) {
    assertThatThrownBy(() -> expand(text))
        .isInstanceOf(TemplateException.class)
        .hasMessageContaining(message);
  }

  @Test
  void values_ofTheServer() {
    assertThat(expand("{{ externalURL }} {{ pathPrefix }} {{ now }} {{ $externalURL }}"))
        .isEqualTo("https://muster.example/m /m 1.5 https://muster.example/m");
    assertThat(expand("{{ toDuration 90.5 }} {{ (toDuration 90.0).Seconds }}"))
        .isEqualTo("1m30.5s 90");
  }

  @Test
  void nesting_isBounded() {
    assertThatThrownBy(() -> Template.parse("{{ if true }}".repeat(5_000)))
        .hasMessageContaining("deep");
    assertThatThrownBy(() -> Template.parse("{{ " + "(".repeat(5_000)))
        .isInstanceOf(TemplateException.class);
  }
}
