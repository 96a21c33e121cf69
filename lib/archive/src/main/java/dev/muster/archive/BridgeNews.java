package dev.muster.archive;

import java.util.List;
import java.util.Map;

/**
 * What a round of the bridge changes besides the episodes of limits.
 *
 * @param begun episodes to insert under the ids they have
 * @param changed episodes to update
 * @param groups to write anew, whole
 * @param goneGroups ids of groups all of whose alerts are over and told
 * @param continued episodes that go on as others, their acknowledgements with them: old id to new
 * @param history what to note
 */
public record BridgeNews(
    List<StoredAlert> begun,
    List<StoredAlert> changed,
    List<NotificationGroup> groups,
    List<Long> goneGroups,
    Map<Long, Long> continued,
    List<HistoryEntry> history) {
  public static final BridgeNews NONE =
      new BridgeNews(List.of(), List.of(), List.of(), List.of(), Map.of(), List.of());

  public BridgeNews {
    begun = List.copyOf(begun);
    changed = List.copyOf(changed);
    groups = List.copyOf(groups);
    goneGroups = List.copyOf(goneGroups);
    continued = Map.copyOf(continued);
    history = List.copyOf(history);
  }

  public boolean isEmpty() {
    return begun.isEmpty()
        && changed.isEmpty()
        && groups.isEmpty()
        && goneGroups.isEmpty()
        && continued.isEmpty()
        && history.isEmpty();
  }
}
