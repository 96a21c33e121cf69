package dev.muster.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.metrics.QueryException;
import java.util.ArrayList;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExpressionTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          1+2                                    | 1 + 2
          0x10                                   | 16
          - foo                                  | -foo
          -1                                     | -1
          1h30m                                  | 5400
          sum(foo)by(a,b)                        | sum by (a, b) (foo)
          SUM WITHOUT (a) (foo)                  | sum without (a) (foo)
          sum by () (foo)                        | sum(foo)
          topk(3,foo)                            | topk(3, foo)
          a+on(x)group_left(y)b                  | a + on (x) group_left (y) b
          a AND b                                | a and b
          a>bool 1                               | a > bool 1
          a==bool on()b                          | a == bool on () b
          foo{a='x',b!~"y"}                      | foo{a="x", b!~"y"}
          {"foo",a="b",}                         | foo{a="b"}
          {"foo",__name__!="bar"}                | {"foo", __name__!="bar"}
          {"my metric"}                          | {"my metric"}
          {"my label"=~"a.*"}                    | {"my label"=~"a.*"}
          foo[5m]offset 1d@10                    | foo[5m] @ 10.000 offset 1d
          foo offset -90s                        | foo offset -1m30s
          foo[300]                               | foo[5m]
          foo@start()                            | foo @ start()
          rate(foo[5m])[1h:]@end()offset 5       | rate(foo[5m])[1h:] @ end() offset 5s
          foo[1h:30s]                            | foo[1h:30s]
          (a+b)*c                                | (a + b) * c
          sum:rate5m{x="1"}                      | sum:rate5m{x="1"}
          offset offset 5m                       | offset offset 5m
          sum{a="b"}                             | sum{a="b"}
          by + on(on) by                         | by + on (on) by
          foo # comment                          | foo
          hour()                                 | hour()
          "a\\"b"                                | "a\\"b"
          'a"b'                                  | "a\\"b"
          """)
  void text_isPrintedCanonically(String text, String canonical) {
    var tree = Expression.parse(text);

    assertThat(tree).hasToString(canonical);
    assertThat(Expression.parse(canonical)).isEqualTo(tree);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          ~~                        | 1:1: parse error: no expression found in input
          1 +                       | 1:4: parse error: unexpected end of input
          foo bar                   | 1:5: parse error: unexpected identifier "bar"
          (1                        | 1:3: parse error: unexpected end of input, expected ")"
          1)                        | 1:2: parse error: unexpected ")"
          foo{                      | 1:5: parse error: unexpected end of input in label matching, expected identifier or "}"
          foo{a}                    | 1:6: parse error: unexpected "}" in label matching, expected label matching operator
          foo{a=1}                  | 1:7: parse error: unexpected number "1" in label matching, expected string
          foo{a="1" b="2"}          | 1:11: parse error: unexpected identifier "b" in label matching, expected "," or "}"
          foo{a=~"("}               | 1:8: parse error: invalid regular expression
          foo{__name__="bar"}       | 1:1: parse error: metric name must not be set twice: "foo" or "bar"
          {a=""}                    | 1:1: parse error: vector selector must contain at least one non-empty matcher
          {}                        | 1:1: parse error: vector selector must contain at least one non-empty matcher
          rate(foo)                 | 1:6: parse error: expected type range vector in call to function "rate", got instant vector
          rate(foo[5m], 1)          | 1:1: parse error: expected 1 argument(s) in call to "rate", got 2
          hour(a, b)                | 1:1: parse error: expected at most 1 argument(s) in call to "hour", got 2
          label_join(a)             | 1:1: parse error: expected at least 3 argument(s) in call to "label_join", got 1
          nofunction(a)             | 1:1: parse error: unknown function with name "nofunction"
          abs(foo,)                 | 1:8: parse error: trailing commas not allowed in function call args
          sum(foo[5m])              | 1:5: parse error: expected type instant vector in aggregation expression, got range vector
          topk(foo)                 | 1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1
          sum()                     | 1:1: parse error: no arguments for aggregate expression provided
          topk("a", foo)            | 1:6: parse error: expected type scalar in aggregation parameter, got string
          1 > 2                     | 1:3: parse error: comparisons between scalars must use BOOL modifier
          a + bool b                | 1:3: parse error: bool modifier can only be used on comparison operators
          a and 1                   | 1:1: parse error: set operator "and" not allowed in binary scalar expression
          a and on(x) group_left b  | 1:1: parse error: no grouping allowed for "and" operation
          a + on(x) 1               | 1:1: parse error: vector matching only allowed between instant vectors
          a + on(x) group_left(x) b | 1:3: parse error: label "x" must not occur in ON and GROUP clause at once
          "a" + 1                   | 1:1: parse error: binary expression must contain only scalar and instant vector types
          foo[5m] + 1               | 1:1: parse error: binary expression must contain only scalar and instant vector types
          -"a"                      | 1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, got "string"
          foo[5m][5m]               | 1:8: parse error: ranges only allowed for vector selectors
          foo[5m][5m:1m]            | 1:1: parse error: subquery is only allowed on instant vector, got matrix instead
          foo[0s]                   | 1:5: parse error: duration must be greater than 0
          foo[5m                    | 1:7: parse error: unexpected end of input in subquery or range, expected ":" or "]"
          foo[1m1h]                 | 1:5: parse error: not a valid duration string: "1m1h"
          foo[99999999y]            | 1:5: parse error: not a valid duration string: "99999999y"
          foo offset 1m [5m]        | 1:15: parse error: no offset modifiers allowed before range
          foo offset 1m offset 1m   | 1:1: parse error: offset may not be set multiple times
          1 offset 5m               | 1:1: parse error: offset modifier must be preceded by
          foo @ 1 @ 2               | 1:1: parse error: @ <timestamp> may not be set multiple times
          foo @ Inf                 | 1:1: parse error: timestamp out of bounds for @ modifier: Infinity
          foo @ bar                 | 1:7: parse error: unexpected identifier "bar" in @, expected timestamp
          sum by (a b) (foo)        | 1:11: parse error: unexpected identifier "b" in grouping opts, expected "," or ")"
          sum by foo                | 1:8: parse error: unexpected identifier "foo" in grouping opts, expected "("
          "abc                      | 1:1: parse error: unterminated quoted string
          "\\q"                     | 1:1: parse error: unknown escape sequence
          3x                        | 1:1: parse error: bad number or duration syntax: "3x"
          1..2                      | 1:1: parse error: bad number or duration syntax: "1..2"
          1e999                     | 1:1: parse error: bad number or duration syntax: "1e999"
          1__0                      | 1:1: parse error: bad number or duration syntax: "1__0"
          foo ; bar                 | 1:5: parse error: unexpected character: ";"
          foo !x                    | 1:5: parse error: unexpected character after '!'
          bool                      | 1:1: parse error: unexpected identifier "bool"
          1 + step()                | 1:5: parse error: function "step" is experimental and must be enabled with --enable-feature=promql-experimental-functions
          limitk(1, foo)            | 1:1: parse error: aggregator "limitk" is experimental and must be enabled with --enable-feature=promql-experimental-functions
          """)
  void mistake_isNamedWithItsPosition(String text, String message) {
    assertThatThrownBy(() -> Expression.parse(text))
        .isInstanceOf(ParseException.class)
        .hasMessageStartingWith(message)
        .extracting(e -> ((QueryException) e).reason())
        .isEqualTo(QueryException.Reason.BAD_DATA);
  }

  @Test
  void mistake_inAFurtherLineIsFoundThere() {
    assertThatThrownBy(() -> Expression.parse("foo\n  + $"))
        .hasMessageStartingWith("2:5: parse error: unexpected character");
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "-", "abs(", "1+(", "2^"})
  void nesting_isBounded(String opening) {
    assertThatThrownBy(() -> Expression.parse(opening.repeat(20_000) + "foo"))
        .isInstanceOf(ParseException.class)
        .hasMessageContaining("nested deeper than 100 levels");
  }

  @Test
  void nesting_belowTheBoundIsFine() {
    var text = "(".repeat(90) + "foo" + ")".repeat(90);

    assertThat(Expression.parse(text)).hasToString(text);
  }

  @Test
  void operators_areBounded() {
    assertThat(Expression.parse("a" + " or a".repeat(1000)).type()).isEqualTo(ValueType.VECTOR);
    assertThatThrownBy(() -> Expression.parse("a" + " or a".repeat(1001)))
        .hasMessageContaining("more than 1000 operators");
  }

  @Test
  void length_isBounded() {
    assertThatThrownBy(() -> Expression.parse(" ".repeat(100_001)))
        .hasMessageContaining("longer than 100000 characters");
  }

  @Test
  void spans_areNoPartOfEquality() {
    assertThat(Expression.parse("a   +b")).isEqualTo(Expression.parse("a+b"));
    assertThat(Expression.parse("a+b")).isNotEqualTo(Expression.parse("a-b"));
  }

  @Test
  void functions_areAllReadAndPrinted() {
    for (var function : Functions.all()) {
      var arguments = new ArrayList<String>();
      for (int i = 0; i < function.least(); i++) {
        arguments.add(
            switch (function.argument(i)) {
              case SCALAR -> "1";
              case STRING -> "\"a\"";
              case VECTOR -> "foo";
              case MATRIX -> "foo[5m]";
            });
      }
      String text = function.name() + "(" + String.join(", ", arguments) + ")";

      assertThat(Expression.parse(text, EnumSet.allOf(Feature.class))).hasToString(text);
    }
  }
}
