package dev.muster.scraper;

import dev.muster.fleet.Client;
import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The labels every series of a client gets: job, instance, client and, inside one, group. */
final class TargetLabels {
  private static final String EXPORTED = "exported_";

  private final Labels own;
  private final Interner interner;

  TargetLabels(Client client, Interner interner) {
    this.interner = interner;
    this.own =
        interner.one(
            Labels.of(
                "job", "node",
                "instance", client.instance(),
                "client", client.name(),
                "group", client.group()));
  }

  Labels own() {
    return own;
  }

  /** The series of these metrics. */
  List<Labels> reports(List<String> names) {
    return names.stream()
        .map(name -> interner.one(own.toBuilder().set(Labels.NAME, name).build()))
        .toList();
  }

  /**
   * A series of the page with the target's labels, where the page's win.
   *
   * @param empty labels that stand on the page with an empty value, and so take the target's away
   */
  Labels honouring(Labels page, List<String> empty) {
    var merged = own.toBuilder();
    empty.forEach(merged::remove);
    return interner.one(merged.setAll(page).build());
  }

  /**
   * A series of the page with the target's labels. A label of the page that has the name of one of
   * the target's becomes {@code exported_NAME}, as with Prometheus.
   */
  Labels of(Labels page) {
    var merged = page.toBuilder();
    for (String name : conflicts(page)) {
      merged.remove(name);
    }
    own.forEach(merged::set);
    for (String name : conflicts(page)) {
      String free = EXPORTED + name;
      while (!merged.build().get(free).isEmpty()) {
        free = EXPORTED + free;
      }
      merged.set(free, page.get(name));
    }
    return interner.one(merged.build());
  }

  private List<String> conflicts(Labels page) {
    var names = new ArrayList<String>();
    own.forEach((name, value) -> {
      if (!page.get(name).isEmpty()) {
        names.add(name);
      }
    });
    names.sort(Comparator.comparingInt(String::length).reversed());
    return names;
  }
}
