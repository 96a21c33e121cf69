package dev.muster.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KnownHostLineTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "lab-1 lab-1 true",
        "LAB-1 lab-1 true",
        "lab-1,10.0.0.1 10.0.0.1 true",
        "lab-1 lab-12 false",
        "lab-1 [lab-1]:2222 false",
        "[lab-1]:2222 [lab-1]:2222 true",
        "lab-* lab-1 true",
        "lab-? lab-1 true",
        "lab-? lab-12 false",
        "*,!lab-1 lab-1 false",
        "*,!lab-1 lab-2 true",
        "a.b axb false",
        "**************************x aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa false",
        "|1|bad lab-1 false",
        "|1|!|! lab-1 false",
      })
  void names_matchAsOpenSshDoes(String names, String host, boolean matches) {
    var line = KnownHostLine.parse(names + " ssh-ed25519 AAAA", "f:1").orElseThrow();
    assertThat(line.appliesTo(host)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "# x y z",
        "lab-1 ssh-ed25519",
        "@cert-authority * ssh-ed25519 A",
        "@new h t k"
      })
  void lines_withoutAKeyAreLeftOut(String line) {
    assertThat(KnownHostLine.parse(line, "f:1")).isEmpty();
  }

  @Test
  void revoked_isSeen() {
    assertThat(KnownHostLine.parse("@revoked * ssh-rsa AAAA lost", "f:7"))
        .contains(new KnownHostLine(true, "*", "ssh-rsa", "AAAA", "f:7"));
  }
}
