package dev.muster.fleet;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Somebody besides mail addresses who is told, named by clients and groups.
 *
 * @param name unique in the file
 * @param username for basic authentication, or ""
 * @param token for bearer authentication, or as the kind has it
 * @param caFile PEM file of the authorities to trust, or null for those Java knows
 * @param template a file that replaces the kind's built-in body, or null
 * @param resolved whether the end of alerts is told too
 */
public record Receiver(
    String name,
    Kind kind,
    URI url,
    String username,
    @Nullable Secret password,
    @Nullable Secret token,
    @Nullable String caFile,
    @Nullable Path template,
    boolean resolved) {
  /** What speaks at the other end. */
  public enum Kind {
    /** Alertmanager's webhook, version 4. */
    WEBHOOK("webhook"),
    /** An Alertmanager: gets every alert, by its API v2, whether clients name it or not. */
    ALERTMANAGER("alertmanager"),
    NTFY("ntfy"),
    GOTIFY("gotify"),
    SLACK("slack"),
    TEAMS("teams");

    private final String xmlName;

    Kind(String xmlName) {
      this.xmlName = xmlName;
    }

    public String xmlName() {
      return xmlName;
    }
  }
}
