package dev.muster.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class LabelsTest {
  private static final Labels UP =
      Labels.of("job", "node", Labels.NAME, "up", "instance", "10.1.2.1:10100");

  @Test
  void labels_sortedByName() {
    assertThat(UP.toMap().keySet()).containsExactly("__name__", "instance", "job");
    assertThat(UP.name(1)).isEqualTo("instance");
    assertThat(UP.value(1)).isEqualTo("10.1.2.1:10100");
    assertThat(UP.size()).isEqualTo(3);
  }

  @Test
  void labels_equalWhateverTheirOrder() {
    var same = Labels.of(Map.of("instance", "10.1.2.1:10100", "job", "node", "__name__", "up"));
    assertThat(same).isEqualTo(UP).hasSameHashCodeAs(UP).isEqualByComparingTo(UP);
    assertThat(UP.toBuilder().set("job", "muster").build()).isNotEqualTo(UP);
  }

  @Test
  void value_empty_isNoLabel() {
    assertThat(Labels.of("a", "")).isEqualTo(Labels.EMPTY);
    assertThat(UP.toBuilder().set("job", "").build().get("job")).isEmpty();
    assertThat(Labels.EMPTY.isEmpty()).isTrue();
  }

  @Test
  void name_twice_laterWins() {
    assertThat(Labels.of("a", "1", "a", "2").get("a")).isEqualTo("2");
    assertThatThrownBy(() -> Labels.of("a")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void labels_chosen() {
    assertThat(UP.withoutName()).isEqualTo(Labels.of("job", "node", "instance", "10.1.2.1:10100"));
    assertThat(UP.keeping(List.of("job", "absent"))).isEqualTo(Labels.of("job", "node"));
    assertThat(UP.without(List.of("absent"))).isSameAs(UP);
    assertThat(UP.toBuilder().remove("job").build().size()).isEqualTo(2);
  }

  @Test
  void order_byNameThenValue() {
    assertThat(Labels.of("a", "1")).isLessThan(Labels.of("a", "2"));
    assertThat(Labels.of("a", "9")).isLessThan(Labels.of("b", "1"));
    assertThat(Labels.of("a", "1")).isLessThan(Labels.of("a", "1", "b", "1"));
  }

  @Test
  void text_asPromqlWritesIt() {
    assertThat(UP).hasToString("up{instance=\"10.1.2.1:10100\", job=\"node\"}");
    assertThat(Labels.of("__name__", "up")).hasToString("up");
    assertThat(Labels.EMPTY).hasToString("{}");
    assertThat(Labels.of("a", "q\"b\\c\nd")).hasToString("{a=\"q\\\"b\\\\c\\nd\"}");
  }
}
