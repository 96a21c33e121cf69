package dev.muster.e2e;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;

/** Debian's Chromium without a window, on the page of a Muster. */
final class Browser implements AutoCloseable {
  static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  static final Path DRIVER = Path.of("/usr/bin/chromedriver");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int WIDTH = 1440;
  private static final int HEIGHT = 900;
  private static final String AXE = axe();

  private final ChromeDriver driver;
  private final String base;

  /** Opens one; {@code base} ends with a slash. */
  Browser(String base, Path profile) {
    this.base = base;
    var options = new ChromeOptions();
    options.setBinary(CHROMIUM.toFile());
    options.setAcceptInsecureCerts(true);
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--hide-scrollbars",
        "--user-data-dir=" + profile);
    var service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(new File(DRIVER.toString()))
            .usingAnyFreePort()
            .build();
    driver = new ChromeDriver(service, options);
    size(WIDTH, HEIGHT);
  }

  static boolean isHere() {
    return Files.isExecutable(CHROMIUM) && Files.isExecutable(DRIVER);
  }

  ChromeDriver driver() {
    return driver;
  }

  void size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
  }

  void dark(boolean dark) {
    var feature = Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light");
    driver.executeCdpCommand("Emulation.setEmulatedMedia", Map.of("features", List.of(feature)));
  }

  /** Loads the page and logs in by its form. */
  void logIn(String name, String password) {
    driver.get(base);
    await(By.name("username")).sendKeys(name);
    find("input[type=password]").sendKeys(password);
    find("button[type=submit]").click();
    await(By.cssSelector("header.top"));
  }

  /** Goes to a view, without loading the page. */
  void go(String view) {
    driver.executeScript("location.hash = arguments[0]", "#/" + view);
  }

  WebElement find(String css) {
    return driver.findElement(By.cssSelector(css));
  }

  WebElement await(By by) {
    return until("an element " + by, () -> driver.findElement(by));
  }

  WebElement awaitText(String css, String text) {
    return until(
        "\"%s\" in %s".formatted(text, css),
        () ->
            driver.findElements(By.cssSelector(css)).stream()
                .filter(element -> element.getText().contains(text))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException(text)));
  }

  /** Clicks the first of these elements with this text, which may be drawn anew meanwhile. */
  void click(String css, String text) {
    var _ =
        until(
            "\"%s\" to click in %s".formatted(text, css),
            () -> {
              awaitText(css, text).click();
              return true;
            });
  }

  void await(String what, Supplier<Boolean> condition) {
    var _ =
        until(
            what,
            () -> {
              if (!condition.get()) {
                throw new NoSuchElementException(what);
              }
              return true;
            });
  }

  private <T> T until(String what, Supplier<T> search) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        return search.get();
      } catch (NoSuchElementException | StaleElementReferenceException notYet) {
        if (System.nanoTime() > end) {
          throw new AssertionError(
              "no %s within %s:%n%s".formatted(what, PATIENCE, text()), notYet);
        }
      }
      pause();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(50);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  /** What a chart's picture says of itself, by the beginning of it; "" while there is none. */
  String label(String chart) {
    return driver.findElements(By.cssSelector("canvas[role=img]")).stream()
        .map(canvas -> Objects.requireNonNull(canvas.getAttribute("aria-label")))
        .filter(text -> text.startsWith(chart))
        .findFirst()
        .orElse("");
  }

  String text() {
    return find("body").getText();
  }

  @Nullable Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** What axe-core finds that is serious or worse, a line each; of these rules, or of all. */
  @SuppressWarnings("unchecked") // The script answers a list of strings.
  List<String> violations(String... rules) {
    driver.executeScript(AXE);
    return (List<String>)
        Objects.requireNonNull(
            driver.executeAsyncScript(
                """
                const done = arguments[arguments.length - 1];
                const options = arguments[0].length ? {runOnly: arguments[0]} : {};
                axe.run(document, options).then(
                  (found) => done(found.violations
                    .filter((one) => ['serious', 'critical'].includes(one.impact))
                    .flatMap((one) => one.nodes.map((node) => one.id + ' ' + node.target.join(' ') + ': ' + node.failureSummary))),
                  (failure) => done(['axe failed: ' + failure]));
                """,
                List.of(rules)));
  }

  /** A picture of what is seen, as WebP. */
  void picture(Path file) throws IOException {
    var shot =
        driver.executeCdpCommand("Page.captureScreenshot", Map.of("format", "webp", "quality", 80));
    Files.write(
        file, Base64.getDecoder().decode((String) Objects.requireNonNull(shot.get("data"))));
  }

  private static String axe() {
    String jar = "META-INF/maven/org.webjars.npm/axe-core/pom.properties";
    var properties = new Properties();
    var loader = Browser.class.getClassLoader();
    try (var named = Objects.requireNonNull(loader.getResourceAsStream(jar), jar)) {
      properties.load(named);
      String file =
          "META-INF/resources/webjars/axe-core/%s/axe.min.js"
              .formatted(properties.getProperty("version"));
      try (var script = Objects.requireNonNull(loader.getResourceAsStream(file), file)) {
        return new String(script.readAllBytes(), StandardCharsets.UTF_8);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    driver.quit();
  }
}
