package dev.muster.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IdTableTest {
  private final List<Labels> known = new ArrayList<>();
  private final IdTable table = new IdTable(known::get);

  /** Labels of few hash codes: the texts "Aa" and "BB" have the same. */
  private static Labels colliding(int number) {
    var text = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      text.append((number >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return Labels.of("a", text.toString(), "b", String.valueOf(number / 64));
  }

  @Test
  void ids_thatComeAndGoAtRandom_areFoundAsInAMap() {
    var random = new Random(20261121);
    for (int i = 0; i < 4096; i++) {
      known.add(i % 2 == 0 ? colliding(i) : Labels.of("n", String.valueOf(i)));
    }
    Map<Labels, Integer> model = new HashMap<>();
    for (int step = 0; step < 40_000; step++) {
      int id = random.nextInt(step % 10_000 < 5_000 ? 4096 : 200);
      if (model.remove(known.get(id)) != null) {
        table.remove(id);
      } else {
        model.put(known.get(id), id);
        table.add(id);
      }
      int probe = random.nextInt(4096);
      assertThat(table.find(known.get(probe))).isEqualTo(model.getOrDefault(known.get(probe), -1));
      assertThat(table.size()).isEqualTo(model.size());
    }
    for (int id = 0; id < 4096; id++) {
      assertThat(table.find(known.get(id))).isEqualTo(model.getOrDefault(known.get(id), -1));
    }
  }

  @Test
  void id_thatIsNotThere_goesWithoutHarm() {
    known.add(colliding(1));
    known.add(colliding(2));
    table.add(0);
    table.remove(1);
    assertThat(table.find(known.get(0))).isZero();
    assertThat(table.size()).isEqualTo(1);
  }
}
