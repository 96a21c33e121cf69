package dev.muster.scraper.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;

/** {@code /api/v1/openapi.yaml}: the whole of the server's API as OpenAPI 3.1. */
public final class OpenApi {
  private static final String TYPE = "application/yaml; charset=utf-8";
  private static final String VERSION = "@version@";

  private final byte[] document;

  /**
   * @param version of Muster
   */
  public OpenApi(String version) {
    try (var file =
        Objects.requireNonNull(OpenApi.class.getResourceAsStream("openapi.yaml"), "openapi.yaml")) {
      var text = new String(file.readAllBytes(), UTF_8);
      document = text.replace(VERSION, version).getBytes(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/api/v1/openapi.yaml", context -> context.contentType(TYPE).result(document));
  }
}
