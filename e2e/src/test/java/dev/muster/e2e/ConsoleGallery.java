package dev.muster.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;

/**
 * Takes the pictures of {@code docs/console.md} from the real page of a real server that watches 60
 * PCs that are made up. The first argument is the folder to write to.
 */
final class ConsoleGallery {
  private static final int CLIENTS = 60;
  private static final int HISTORY_HOURS = 26;
  private static final String CLIENT = "lab2-03";
  private static final long SETTLE_MS = 20_000;
  private static final long DRAWN_MS = 2500;

  private final Browser browser;
  private final Path pictures;

  private ConsoleGallery(Browser browser, Path pictures) {
    this.browser = browser;
    this.pictures = pictures;
  }

  public static void main(String[] arguments) throws Exception {
    var pictures = Files.createDirectories(Path.of(arguments[0]));
    var folder = Files.createTempDirectory(Files.createDirectories(Path.of("target")), "gallery");
    var fleet = folder.resolve("fleet.xml");
    var data = folder.resolve("data");
    try (var clients = new GalleryClients(CLIENTS)) {
      Files.writeString(fleet, clients.fleet("2s"));
      clients.writeHistory(CLIENT, HISTORY_HOURS, folder.resolve("history.om"));
      var imported =
          MusterProcess.run(
              folder, "import", "--data", data.toString(), folder.resolve("history.om").toString());
      if (imported.exitCode() != 0) {
        throw new IllegalStateException(imported.output());
      }
      try (var muster = MusterProcess.up(data, fleet);
          var browser =
              new Browser(
                  "https://127.0.0.1:" + muster.port() + "/",
                  folder.resolve("profile").toAbsolutePath())) {
        Thread.sleep(SETTLE_MS);
        browser.logIn("admin", MusterProcess.PASSWORD);
        new ConsoleGallery(browser, pictures).takeAll();
      }
    }
  }

  private void takeAll() throws IOException, InterruptedException {
    take("", "fleet", false);
    browser.find("[data-value=tiles]").click();
    take("", "tiles", true);
    browser.find("[data-value=table]").click();
    browser.go("clients/" + CLIENT);
    browser.await(By.cssSelector("[data-value='86400']")).click();
    take("clients/" + CLIENT, "client", false);
    browser.go("alerts");
    browser.await(By.cssSelector("tbody th a")).click();
    take(null, "alert", false);
    take("explore?q=" + "sum%20by%20(group)%20(node_load1)", "explore", true);
    browser.go("admin/fleet-file");
    browser
        .await(By.cssSelector("textarea.editor"))
        .sendKeys(
            Keys.chord(Keys.CONTROL, Keys.HOME),
            Keys.chord(Keys.DOWN, Keys.DOWN, Keys.DOWN, Keys.END),
            "\n    <alert type=\"memroy\" limit=\"50%\"/>");
    take(null, "fleet-file", false);
    browser.size(390, 844);
    take("", "phone-fleet", false);
    take("clients/" + CLIENT, "phone-client", true);
  }

  private void take(@Nullable String view, String name, boolean dark)
      throws IOException, InterruptedException {
    if (view != null) {
      browser.go(view);
    }
    browser.dark(dark);
    Thread.sleep(DRAWN_MS);
    browser.picture(pictures.resolve("console-" + name + ".webp"));
  }
}
