package dev.muster.fleet;

import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The labels of the alert of a limit: {@code alertname} and {@code type} (the limit type's name),
 * {@code client}, {@code group} where there is one, {@code instance} and {@code job="node"}.
 */
public final class AlertLabels {
  private AlertLabels() {}

  /**
   * The labels by their names.
   *
   * @param name the client's
   * @param client null where the fleet does not know it any more
   */
  public static Map<String, String> of(String type, String name, @Nullable Client client) {
    var labels = new TreeMap<String, String>();
    labels.put("alertname", type);
    labels.put("type", type);
    labels.put("client", name);
    if (client != null) {
      labels.put("group", client.group());
      labels.put("instance", client.instance());
    }
    labels.put("job", "node");
    labels.values().removeIf(String::isEmpty);
    return labels;
  }
}
