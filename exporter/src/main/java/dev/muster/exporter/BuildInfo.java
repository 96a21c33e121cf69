package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.muster.exporter.collector.Collector;
import dev.muster.exporter.collector.MetricPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Locale;

/**
 * Which program this is. Dashboards find machines by this family, so it has node_exporter's labels;
 * {@code goversion} names the Java that runs it.
 *
 * <pre>
 * # HELP node_exporter_build_info A constant 1 with the exporter's version and platform.
 * # TYPE node_exporter_build_info gauge
 * node_exporter_build_info{branch="",goarch="amd64",goos="linux",goversion="java25",revision="",tags="muster",version="0.1.0"} 1.0
 * </pre>
 */
final class BuildInfo implements Collector {
  private final String[] labels = {
    "", arch(), os(), "java" + Runtime.version().feature(), "", "muster", version()
  };

  @Override
  public String name() {
    return "build_info";
  }

  @Override
  public void collect(MetricPage page) {
    page.gaugeFamily(
            "node_exporter_build_info",
            "A constant 1 with the exporter's version and platform.",
            "branch",
            "goarch",
            "goos",
            "goversion",
            "revision",
            "tags",
            "version")
        .add(1, labels);
  }

  /** The program's version. */
  static String version() {
    try (InputStream in = BuildInfo.class.getResourceAsStream("version.txt")) {
      return in == null ? "unknown" : new String(in.readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String os() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.startsWith("windows")) {
      return "windows";
    }
    return name.startsWith("mac") ? "darwin" : name;
  }

  private static String arch() {
    String arch = System.getProperty("os.arch", "");
    return switch (arch) {
      case "x86_64", "amd64" -> "amd64";
      case "aarch64" -> "arm64";
      default -> arch;
    };
  }
}
