package dev.muster.console;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of the page, all of which stand here by name: nothing else can be asked for. Their
 * version is a hash of them all, so that a browser may keep each for good.
 */
final class Assets {
  /** A file as it is sent. */
  static final class Asset {
    private final String contentType;
    private final byte[] content;

    private Asset(String contentType, byte[] content) {
      this.contentType = contentType;
      this.content = content;
    }

    String contentType() {
      return contentType;
    }

    InputStream open() {
      return new ByteArrayInputStream(content);
    }
  }

  private static final int VERSION_DIGITS = 16;
  private static final String INDEX = "index.html";
  private static final String CHARTS = "lib/chart.js";
  private static final String CHART_JAR = "META-INF/maven/org.webjars.npm/chart.js/pom.properties";
  private static final String CHART_FOLDER = "META-INF/resources/webjars/chart.js/";

  /** What the first view needs, in the order in which it is fetched. */
  static final List<String> FIRST =
      List.of(
          "main.js",
          "api.js",
          "dom.js",
          "format.js",
          "live.js",
          "fleet.js",
          "cells.js",
          "tiles.js",
          "filter.js",
          "table.js");

  private static final List<String> LATER =
      List.of(
          "admin.js",
          "alertlist.js",
          "alerts.js",
          "certificates.js",
          "chart.js",
          "client.js",
          "complete.js",
          "enrolment.js",
          "events.js",
          "explore.js",
          "fleetfile.js",
          "icon.svg",
          "login.js",
          "mails.js",
          "ranges.js",
          "silences.js",
          "style.css",
          "theme.js");

  private final Map<String, Asset> files;
  private final String version;
  private final String index;

  private Assets(Map<String, Asset> files) {
    this.files = files;
    this.version = hash(files);
    this.index = index(version);
  }

  static Assets load() {
    var files = new TreeMap<String, Asset>();
    FIRST.forEach(name -> files.put(name, asset(name, own(name))));
    LATER.forEach(name -> files.put(name, asset(name, own(name))));
    files.put(CHARTS, asset(CHARTS, charts()));
    return new Assets(files);
  }

  String version() {
    return version;
  }

  /** The page itself. */
  String index() {
    return index;
  }

  /** A file of this version by its name, such as {@code main.js}. */
  Optional<Asset> find(String wantedVersion, String name) {
    return wantedVersion.equals(version) ? Optional.ofNullable(files.get(name)) : Optional.empty();
  }

  private static String index(String version) {
    var preloads = new StringBuilder();
    FIRST.forEach(
        name -> preloads.append("<link rel=\"modulepreload\" href=\"{assets}/" + name + "\">\n"));
    return new String(own(INDEX), StandardCharsets.UTF_8)
        .replace("{preloads}\n", preloads)
        .replace("{assets}", "assets/" + version);
  }

  private static Asset asset(String name, byte[] content) {
    return new Asset(contentType(name), content);
  }

  private static String contentType(String name) {
    return switch (name.substring(name.lastIndexOf('.') + 1)) {
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalStateException("no content type for " + name);
    };
  }

  private static String hash(Map<String, Asset> files) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      files.forEach((name, asset) -> {
        digest.update(name.getBytes(StandardCharsets.UTF_8));
        digest.update(asset.content);
      });
      digest.update(own(INDEX));
      return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] own(String name) {
    return read(Assets.class.getResourceAsStream("page/" + name), name);
  }

  /** Chart.js as its WebJar has it, in the version that the build names. */
  private static byte[] charts() {
    var jar = new Properties();
    try (var stream = new ByteArrayInputStream(ofJar(CHART_JAR))) {
      jar.load(stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ofJar(CHART_FOLDER + jar.getProperty("version") + "/dist/chart.umd.min.js");
  }

  private static byte[] ofJar(String name) {
    return read(Assets.class.getClassLoader().getResourceAsStream(name), name);
  }

  private static byte[] read(@Nullable InputStream found, String name) {
    try (var stream = Objects.requireNonNull(found, name)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
