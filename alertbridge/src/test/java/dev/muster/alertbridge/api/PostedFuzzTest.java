package dev.muster.alertbridge.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.fuzz.Corpus;
import dev.muster.metrics.PostedAlert;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ArgumentsSource;

/** Any body with alerts or a silence is taken, or refused with a status of the client's fault. */
public final class PostedFuzzTest {
  private static final long NOW = 1_795_219_200_000L;

  /** Whether it is a request of Prometheus, of an Alertmanager or a silence says the first byte. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] json = Arrays.copyOfRange(input, 1, input.length);
    try {
      switch (input[0] % 3) {
        case 0 -> valid(PostedBody.read(Body.of(json, "alerts"), NOW).alerts());
        case 1 ->
            valid(
                WebhookBody.read(Body.of(json, "webhook"), (labels, start) -> false, NOW).alerts());
        default -> assertThat(SilenceJson.read(Body.of(json, "silence")).matchers()).isNotEmpty();
      }
    } catch (Refusal e) {
      assertThat(e.status()).isBetween(400, 499);
      assertThat(e.reason()).isNotBlank();
    }
  }

  private static void valid(List<PostedAlert> alerts) {
    for (var alert : alerts) {
      assertThat(alert.labels().isEmpty()).isFalse();
      assertThat(alert.endsAt()).isGreaterThanOrEqualTo(alert.startsAt());
    }
  }

  @ParameterizedTest
  @ArgumentsSource(Corpus.class)
  void input_keepsTheLaw(byte[] input) {
    fuzzerTestOneInput(input);
  }
}
