package dev.muster.archive.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.archive.account.StoredEnrollment.Host;
import dev.muster.archive.account.StoredEnrollment.State;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrollmentStoreTest {
  private static final String HASH = "0".repeat(64);

  @TempDir Path folder;
  private AccountStore store;

  @BeforeEach
  void open() {
    store = AccountStore.open(folder.resolve("accounts.db"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private void token(@Nullable Integer uses, long expires) {
    store
        .enrollmentTokens()
        .add(new StoredEnrollmentToken("lab", HASH, "", false, uses, 0, 1, expires));
  }

  private static StoredEnrollment machine(String id, String name) {
    var host =
        new Host(name, "", "10.1.2.1", 10_100, name, List.of("10.1.2.1"), "linux x86_64", "1");
    return new StoredEnrollment(
        id, id, HASH, "lab", false, host, "AQ==", "", State.PENDING, "", 1_000, null);
  }

  @Test
  void uses_areTakenByAsManyMachinesAsThereAre_howeverManyComeAtOnce() throws Exception {
    token(50, 10_000);
    List<Callable<Boolean>> all =
        IntStream.range(0, 60)
            .<Callable<Boolean>>mapToObj(
                i -> () -> store.enrollments().add(machine("id" + i, "pc" + i), HASH))
            .toList();
    int taken = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var one : threads.invokeAll(all)) {
        taken += one.get() ? 1 : 0;
      }
    }
    assertThat(taken).isEqualTo(50);
    assertThat(store.enrollments().pending()).isEqualTo(50);
    assertThat(store.enrollmentTokens().all()).extracting(StoredEnrollmentToken::used).contains(50);
  }

  @Test
  void tokenThatIsOverOrGone_hasNoUse_andOneForAnyNumberAlways() {
    token(null, 1_000);
    assertThat(store.enrollments().add(machine("a", "a"), HASH)).isFalse();
    assertThat(store.enrollmentTokens().remove("lab")).isTrue();
    assertThat(store.enrollments().add(machine("a", "a"), HASH)).isFalse();
    token(null, 1_001);
    assertThat(store.enrollments().add(machine("a", "a"), HASH)).isTrue();
    assertThat(store.enrollments().find("a")).contains(machine("a", "a"));
  }

  @Test
  void machine_goesFromPendingToAccepted_andIsDecidedOnce() {
    var enrollments = store.enrollments();
    assertThat(enrollments.add(machine("a", "PC"), "")).isTrue();
    assertThat(enrollments.add(machine("b", "pc"), "")).isTrue();
    var place = machine("a", "PC").host().at("pc", "lab", "10.1.2.9", 20_000);
    assertThat(enrollments.accept("a", place, true, 5)).isTrue();
    assertThat(enrollments.accept("a", place, true, 5)).isFalse();
    assertThat(enrollments.deny("a", 6)).isFalse();
    enrollments.accepted("a", "PEM");
    var accepted = enrollments.withKey("a").orElseThrow();
    assertThat(accepted.state()).isEqualTo(State.ACCEPTED);
    assertThat(accepted.chain()).isEqualTo("PEM");
    assertThat(accepted.host()).isEqualTo(place);
    assertThat(enrollments.accept("b", place, true, 7)).isTrue();
    assertThat(enrollments.named("pC"))
        .extracting(StoredEnrollment::state)
        .containsExactly(State.REPLACED, State.ACCEPTING);
  }

  @Test
  void fewWaitUnderOneName() {
    for (int i = 0; i < EnrollmentStore.MOST_OF_A_NAME; i++) {
      assertThat(store.enrollments().add(machine("id" + i, "pc"), "")).isTrue();
    }
    assertThatThrownBy(() -> store.enrollments().add(machine("more", "PC"), ""))
        .isInstanceOf(AccountRefusedException.class)
        .hasMessage("5 machines wait under the name 'PC'; accept or deny them first");
    assertThat(store.enrollments().deny("id0", 2)).isTrue();
    assertThat(store.enrollments().add(machine("more", "PC"), "")).isTrue();
    assertThat(store.enrollments().newest(2))
        .extracting(StoredEnrollment::id)
        .doesNotContain("id0");
  }
}
