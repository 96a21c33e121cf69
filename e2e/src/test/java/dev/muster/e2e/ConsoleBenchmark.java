package dev.muster.e2e;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;

/** How long the fleet page of 300 clients takes to be usable, and to be filtered, in Chromium. */
final class ConsoleBenchmark {
  private static final int CLIENTS = 300;
  private static final int LOADS = 9;
  private static final long SETTLE_MS = 30_000;

  /** The time of the first frame with all rows, from the start of the navigation. */
  private static final String NOTE_ROWS =
      """
      new MutationObserver((_, observer) => {
        if (document.querySelectorAll('main tbody tr').length >= %d) {
          observer.disconnect();
          requestAnimationFrame(() => setTimeout(() => (window.usable = performance.now())));
        }
      }).observe(document, {childList: true, subtree: true});
      """
          .formatted(CLIENTS);

  private static final String FILTER =
      """
      const done = arguments[0];
      const input = document.querySelector('input[type=search]');
      const times = [];
      (async () => {
        for (const text of ['l', 'la', 'lab2', 'lab2-1', '', 'cpu>50', 'state:down', '']) {
          const start = performance.now();
          input.value = text;
          input.dispatchEvent(new Event('input'));
          await new Promise((next) => requestAnimationFrame(() => setTimeout(next)));
          times.push(Math.round(performance.now() - start));
        }
        done(times);
      })();
      """;

  private ConsoleBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "bench");
    var fleet = folder.resolve("fleet.xml");
    try (var clients = new GalleryClients(CLIENTS)) {
      Files.writeString(fleet, clients.fleet("15s"));
      try (var muster = MusterProcess.up(folder.resolve("data"), fleet);
          var browser =
              new Browser(
                  "https://127.0.0.1:" + muster.port() + "/",
                  folder.resolve("profile").toAbsolutePath())) {
        Thread.sleep(SETTLE_MS);
        browser.logIn("admin", MusterProcess.PASSWORD);
        measure(browser);
      }
    }
  }

  private static void measure(Browser browser) {
    browser
        .driver()
        .executeCdpCommand("Page.addScriptToEvaluateOnNewDocument", Map.of("source", NOTE_ROWS));
    var loads = new ArrayList<Long>();
    var filters = new ArrayList<Long>();
    for (int i = 0; i < LOADS; i++) {
      browser.driver().navigate().refresh();
      browser.await(By.cssSelector("main tbody tr"));
      browser.await("all rows", () -> browser.run("return window.usable ?? null") != null);
      loads.add(whole(browser.run("return Math.round(window.usable)")));
      var times = (List<?>) Objects.requireNonNull(browser.driver().executeAsyncScript(FILTER));
      times.forEach(time -> filters.add(whole(time)));
    }
    print("usable", loads);
    print("filtered", filters);
  }

  private static long whole(@Nullable Object number) {
    return ((Number) Objects.requireNonNull(number)).longValue();
  }

  private static void print(String what, List<Long> times) {
    Collections.sort(times);
    System.out.printf(
        "%s: least %d ms, median %d ms, most %d ms of %d%n",
        what, times.getFirst(), times.get(times.size() / 2), times.getLast(), times.size());
  }
}
