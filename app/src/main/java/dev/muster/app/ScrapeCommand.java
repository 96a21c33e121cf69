package dev.muster.app;

import dev.muster.fleet.ScrapeSettings;
import dev.muster.scraper.ScrapeOnce;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.Tls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster scrape ADDRESS}: shows one client's page once. */
@Command(
    name = "scrape",
    description = "Scrapes one client once and prints its page; the figures go to standard error.",
    mixinStandardHelpOptions = true)
final class ScrapeCommand implements Callable<Integer> {
  private static final ScrapeSettings SETTINGS =
      new ScrapeSettings(Duration.ofSeconds(15), Duration.ofSeconds(10), 10_000_000, 50_000);

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "ADDRESS",
      description = "HOST, HOST:PORT or a URL. Without a port: 10100.")
  private String address;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "data",
      description = "The data folder whose authority is trusted. Default: ${DEFAULT-VALUE}")
  private Path data;

  @Option(
      names = "--certificate",
      paramLabel = "SHA256",
      description = "The client's certificate to trust, by its SHA-256, instead of an authority.")
  private @Nullable String certificate;

  @Override
  public Integer call() {
    var folder = data.resolve("ca");
    var authority =
        Files.exists(folder.resolve("ca.pem")) ? CertificateAuthority.openOrMake(folder) : null;
    Identity identity = authority == null ? null : authority.issueClient("scraper");
    var trust = authority == null ? Tls.trusting(List.of()) : authority.trust();
    try {
      var client = ScrapeOnce.clientAt(address, certificate);
      var result = ScrapeOnce.scrape(client, SETTINGS, trust, identity, InstantSource.system());
      var out = spec.commandLine().getOut();
      out.print(result.text());
      out.flush();
      spec.commandLine().getErr().println(figures(result));
      return 0;
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), e.getMessage(), e);
    }
  }

  private static String figures(ScrapeOnce.Result result) {
    return String.format(
        Locale.ROOT,
        "%d samples of %d families, %d bytes, %.3f s",
        result.samples(),
        result.families(),
        result.bytes(),
        result.took().toNanos() / 1e9);
  }
}
