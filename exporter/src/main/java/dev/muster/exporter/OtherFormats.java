package dev.muster.exporter;

import com.sun.net.httpserver.HttpExchange;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The page as client_java serves it: only the families of {@code name[]}. Its classes are loaded
 * when somebody asks for that.
 */
final class OtherFormats {
  private final ScrapePage page;
  private @Nullable MetricsHandler handler;

  OtherFormats(ScrapePage page) {
    this.page = page;
  }

  void handle(HttpExchange exchange) throws IOException {
    handler().handle(exchange);
  }

  private synchronized MetricsHandler handler() {
    MetricsHandler known = handler;
    if (known == null) {
      var registry = new PrometheusRegistry();
      registry.register(new Filtered(page));
      known = new MetricsHandler(registry);
      handler = known;
    }
    return known;
  }

  private record Filtered(ScrapePage page) implements MultiCollector {
    @Override
    public MetricSnapshots collect() {
      return page.snapshots(CollectorFilter.ALL);
    }

    @Override
    public MetricSnapshots collect(PrometheusScrapeRequest request) {
      return request instanceof PrometheusHttpRequest http
          ? page.snapshots(CollectorFilter.of(QueryString.parse(http.getQueryString())))
          : collect();
    }
  }
}
