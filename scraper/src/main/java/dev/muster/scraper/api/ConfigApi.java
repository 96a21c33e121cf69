package dev.muster.scraper.api;

import io.javalin.config.RoutesConfig;
import java.util.function.Supplier;

/**
 * {@code /api/v1/status/config}: the configuration as a {@code prometheus.yml}, without secrets;
 * and {@code /api/v1/status/walreplay}, which is always over, as the port opens only after it.
 */
public final class ConfigApi {
  private final Supplier<String> yaml;

  /**
   * The two paths.
   *
   * @param yaml gives the text
   */
  public ConfigApi(Supplier<String> yaml) {
    this.yaml = yaml;
  }

  public void addTo(RoutesConfig routes) {
    routes.get(
        "/api/v1/status/config",
        context ->
            Envelope.success(
                context,
                json -> {
                  json.writeStartObject();
                  json.writeStringProperty("yaml", yaml.get());
                  json.writeEndObject();
                }));
    routes.get(
        "/api/v1/status/walreplay",
        context ->
            Envelope.success(
                context,
                json -> {
                  json.writeStartObject();
                  json.writeNumberProperty("min", 0);
                  json.writeNumberProperty("max", 0);
                  json.writeNumberProperty("current", 0);
                  json.writeStringProperty("state", "done");
                  json.writeEndObject();
                }));
  }
}
