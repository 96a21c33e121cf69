package dev.muster.app;

import dev.muster.fleet.Finding;
import io.javalin.config.RoutesConfig;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code POST /-/reload}: reads the fleet file anew; 500 with every mistake where it has some. */
final class ReloadRoute {
  private final Supplier<List<Finding>> reload;

  ReloadRoute(Supplier<List<Finding>> reload) {
    this.reload = reload;
  }

  void addTo(RoutesConfig routes) {
    routes.post(
        "/-/reload",
        context -> {
          var mistakes = reload.get();
          context.contentType("text/plain; charset=utf-8");
          if (mistakes.isEmpty()) {
            context.result("The fleet file is in force.\n");
          } else {
            context.status(500).result(text(mistakes));
          }
        });
  }

  private static String text(List<Finding> mistakes) {
    return mistakes.stream()
        .map(Finding::toString)
        .collect(
            Collectors.joining(
                "\n", "The fleet file has mistakes; the one read before goes on.\n", "\n"));
  }
}
