package dev.muster.console.api;

import io.javalin.config.RoutesConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Objects;

/** {@code /openapi.yaml}: the API as OpenAPI 3.1; and {@code /docs}: the same as a page. */
final class DocumentRoutes {
  private static final String VERSION = "@version@";

  private final String document;
  private final String style = resource("docs.css");
  private final String page;

  /** The document of a version of Muster. */
  DocumentRoutes(String version) {
    this.document = resource("openapi.yaml").replace(VERSION, version);
    this.page = new DocumentPage(document, style).render();
  }

  void addTo(RoutesConfig routes) {
    routes.get(
        MusterApi.ROOT + "/openapi.yaml",
        context -> context.contentType("application/yaml; charset=utf-8").result(document));
    String policy = "default-src 'none'; style-src 'sha256-" + hash(style) + "'";
    routes.get(
        MusterApi.ROOT + "/docs",
        context -> context.header("Content-Security-Policy", policy).html(page));
  }

  private static String hash(String text) {
    try {
      var hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  private static String resource(String name) {
    try (var file = Objects.requireNonNull(DocumentRoutes.class.getResourceAsStream(name), name)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
