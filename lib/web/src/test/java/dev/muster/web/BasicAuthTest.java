package dev.muster.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import at.favre.lib.crypto.bcrypt.BCrypt;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BasicAuthTest {
  private static final String HASH = Passwords.hash("roll:call ü");

  private final BasicAuth auth = new BasicAuth(Map.of("admin", HASH));

  private static String header(String credentials) {
    return "Basic "
        + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void password_right_provesTheUser() {
    assertThat(auth.user(header("admin:roll:call ü"))).contains("admin");
    assertThat(auth.user(header("admin:roll:call ü").replace("Basic", "bAsIc"))).contains("admin");
  }

  @Test
  void password_wrongAfterRight_isRefused() {
    assertThat(auth.user(header("admin:roll:call ü"))).isPresent();
    assertThat(auth.user(header("admin:roll:call"))).isEmpty();
    assertThat(auth.user(header("root:roll:call ü"))).isEmpty();
    assertThat(auth.user(header(":roll:call ü"))).isEmpty();
    assertThat(auth.user(header("admin:"))).isEmpty();
    assertThat(auth.user(header("admin:roll:call ü"))).isPresent();
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {
        "",
        "Basic",
        "Basic ",
        "Basic !",
        "Basic YWRtaW4=",
        "Bearer YWRtaW46eA==",
        "YWRtaW46eA=="
      })
  void header_malformed_isEmpty(@Nullable String header) {
    assertThat(auth.user(header)).isEmpty();
  }

  @Test
  void header_endless_isEmptyAtOnce() {
    assertThat(auth.user(header("admin:" + "x".repeat(10_000_000)))).isEmpty();
  }

  @Test
  void users_none_letsNobodyIn() {
    assertThat(new BasicAuth(Map.of()).user(header("admin:x"))).isEmpty();
  }

  @Test
  void hash_thatIsNone_isRefused() {
    assertThatThrownBy(() -> new BasicAuth(Map.of("ann", "clear")))
        .hasMessage("user 'ann' has no usable bcrypt hash");
  }

  @Test
  void accepted_isRememberedSoThatBcryptIsPaidOnce() {
    for (int i = 0; i < 5; i++) {
      assertThat(auth.user(header("admin:roll:call ü"))).isPresent();
    }
    assertThat(auth.passwords().checked()).isEqualTo(1);
  }

  @Test
  void refused_paysForBcryptEachTime() {
    for (int i = 0; i < 3; i++) {
      assertThat(auth.user(header("admin:wrong"))).isEmpty();
    }
    assertThat(auth.passwords().checked()).isEqualTo(3);
  }

  @Test
  void unknownUser_paysForBcryptToo() {
    assertThat(auth.user(header("nobody:wrong"))).isEmpty();
    assertThat(auth.user(header("nobody:"))).isEmpty();
    assertThat(auth.passwords().checked()).isEqualTo(2);
  }

  @Test
  void remembered_areBounded() {
    var cheap = "$2a$04$";
    var hash = BCrypt.withDefaults().hashToString(4, "x".toCharArray());
    assertThat(hash).startsWith(cheap);
    var users = new HashMap<String, String>();
    for (int i = 0; i < 150; i++) {
      users.put("user" + i, hash);
    }
    var many = new BasicAuth(users);
    for (int i = 0; i < 150; i++) {
      assertThat(many.user(header("user" + i + ":x"))).contains("user" + i);
    }
    assertThat(many.passwords().remembered()).isEqualTo(100);
  }
}
