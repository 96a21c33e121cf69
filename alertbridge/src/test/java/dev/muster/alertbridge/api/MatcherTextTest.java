package dev.muster.alertbridge.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Both grammars of matchers. */
final class MatcherTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '§',
      quoteCharacter = '´',
      value = {
        "client=pc1§client§=§pc1",
        " client = pc1 §client§=§pc1",
        "client!=\"pc 1\"§client§!=§pc 1",
        "group=~\"lab-.*\"§group§=~§lab-.*",
        "group!~lab-.*§group§!~§lab-.*",
        "a=b,c§a§=§b,c",
        "a=~=b§a§=~§=b",
        "a:b=\"x\\\"y\\\\z\\w\"§a:b§=§x\"y\\z\\w",
        "a=b\\§a§=§b\\",
        "a=b c§a§=§b c",
        "\"größe in m\"=\"1\\u00e4\"§größe in m§=§1ä",
        "größe=klein§größe§=§klein",
        "\"a\"=~\"b|c\",§a§=~§b|c",
        "\"a\\tb\"!=\"\\x41\"§a\tb§!=§A",
      })
  void matcher_isRead(String text, String name, String symbol, String value) {
    assertThat(MatcherText.parse(text))
        .isEqualTo(Matcher.of(name, MatcherText.type(symbol), value));
  }

  @Test
  void matcher_mayBeOfNothing() {
    assertThat(MatcherText.parse("a=")).isEqualTo(Matcher.equal("a", ""));
    assertThat(MatcherText.parse("a=\"\"")).isEqualTo(Matcher.equal("a", ""));
    assertThat(MatcherText.parse("a=\"x\\ny\"")).isEqualTo(Matcher.equal("a", "x\ny"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "=b",
        "\"\"=b",
        "a b=c",
        "\"a\"=b c",
        "\"a\"=\"b",
        "\"a=b",
        "\"a\"=\"\\x\"",
        "\"a\"=\"\\u12\"",
        "\"a\"=\"\\ud800\"",
        "\"a\"=\"\\q\"",
        "\"a\"=b,\"c\"=d",
        "größe=~(",
      })
  void whatIsNoMatcher_isRefused(String text) {
    assertThatThrownBy(() -> MatcherText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bad matcher format: " + text);
  }

  @Test
  void wrongMatcher_isToldWhatIsWrong() {
    assertThatThrownBy(() -> MatcherText.parse("{a=b}"))
        .hasMessage("unexpected open or close brace: {a=b}");
    assertThatThrownBy(() -> MatcherText.parse("a=\"b\"c\""))
        .hasMessage("matcher value contains unescaped double quote: \"b\"c\"");
    assertThatThrownBy(() -> MatcherText.parse("a=\"")).hasMessageContaining("unescaped");
    assertThatThrownBy(() -> MatcherText.parse("a=~\"(\""))
        .hasMessageContaining("missing closing )");
  }
}
