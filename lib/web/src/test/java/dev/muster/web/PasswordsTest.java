package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
  /** The published test vector of bcrypt: "U*U", 22 characters of salt "CCCC…". */
  private static final String VECTOR =
      "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

  @Test
  void generated_isLongAndNeverTheSame() {
    var seen = new HashSet<String>();
    for (int i = 0; i < 1000; i++) {
      seen.add(Passwords.generate());
    }
    assertThat(seen).hasSize(1000).allMatch(password -> password.matches("[2-9A-HJ-NPQ-Za-z]{20}"));
    assertThat(String.join("", seen)).doesNotContain("0", "O", "o", "1", "l", "I");
  }

  @Test
  void hash_matchesItsPasswordAlone() {
    var hash = Passwords.hash("grüezi");
    assertThat(hash).startsWith("$2y$10$").hasSize(60);
    assertThat(Passwords.matches("grüezi", hash)).isTrue();
    assertThat(Passwords.matches("gruezi", hash)).isFalse();
    assertThat(Passwords.matches("", hash)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"$2a", "$2b", "$2y"})
  void hash_ofOtherPrograms_matches(String version) {
    assertThat(Passwords.matches("U*U", version + VECTOR.substring(3))).isTrue();
    assertThat(Passwords.matches("U*V", version + VECTOR.substring(3))).isFalse();
  }

  @Test
  void password_thatWouldBeCut_neverMatches() {
    var longest = "x".repeat(Passwords.MAX_BYTES);
    var hash = Passwords.hash(longest);
    assertThat(Passwords.matches(longest, hash)).isTrue();
    assertThat(Passwords.matches(longest + "y", hash)).isFalse();
    assertThat(Passwords.matches("U*U\0", VECTOR)).isFalse();
    assertThatThrownBy(() -> Passwords.hash(longest + "y"))
        .hasMessage("a password has 1 to 72 bytes and no zero byte; choose another");
    assertThatThrownBy(() -> Passwords.hash("")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Passwords.hash("a\0b")).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$31$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe",
        "$1$salt$hash"
      })
  void text_thatIsNoHash_matchesNothing(String text) {
    assertThat(Passwords.isHash(text)).isFalse();
    assertThat(Passwords.matches(text, text)).isFalse();
  }

  @Test
  void decoy_costsTheSameAndIsAHash() {
    assertThat(Passwords.decoyLike(VECTOR))
        .startsWith("$2a$05$")
        .satisfies(d -> assertThat(Passwords.isHash(d)).isTrue());
  }
}
