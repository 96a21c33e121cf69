package dev.muster.app;

import dev.muster.console.api.CertificateView;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.FleetFile;
import dev.muster.rollout.certificate.ExporterRenewal;
import dev.muster.rollout.certificate.RenewalException;
import dev.muster.scraper.ExporterCalls;
import dev.muster.server.JsonAnswer;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Issued;
import dev.muster.web.WebConfigException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code muster certificate}: what the fleet's authority issued. */
@Command(
    name = "certificate",
    description = "Lists, renews and revokes what the fleet's certificate authority issued.",
    mixinStandardHelpOptions = true,
    subcommands = {
      CertificateCommand.Show.class,
      CertificateCommand.Renew.class,
      CertificateCommand.Revoke.class
    })
final class CertificateCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "say what to do: muster certificate list, renew or revoke");
  }

  /** The data folder, whose authority must be there. */
  static final class Folder {
    @Option(
        names = "--data",
        paramLabel = "DIR",
        defaultValue = "data",
        description =
            "The data folder of the server, which may run or not. Default: ${DEFAULT-VALUE}")
    private Path data;

    Path path() {
      return data;
    }

    CertificateAuthority authority() {
      var folder = data.resolve("ca");
      if (!Files.exists(folder.resolve("ca.pem"))) {
        throw new AppException(
            "there is no authority in " + folder + "; give --data of muster up, or start it once");
      }
      try {
        return CertificateAuthority.openOrMake(folder);
      } catch (WebConfigException e) {
        throw new AppException(Objects.toString(e.getMessage()), e);
      }
    }
  }

  /** {@code muster certificate list}. */
  @Command(
      name = "list",
      description = "Lists what was issued: name, kind, serial number, end, state.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "good, due (is renewed soon), ended, revoked, or replaced (a newer one is good)."
      })
  static final class Show implements Callable<Integer> {
    private static final String ROW = "%-24s  %-9s  %-32s  %-20s  %s%n";

    @Spec private CommandSpec spec;
    @Mixin private Folder folder;

    @Option(
        names = "--json",
        description = "Print a JSON array, as the API's certificates; times in Unix seconds.")
    private boolean json;

    @Override
    public Integer call() {
      var all = CertificateList.of(folder.authority(), InstantSource.system().instant());
      var out = spec.commandLine().getOut();
      if (json) {
        out.println(JsonAnswer.JSON.writerWithDefaultPrettyPrinter().writeValueAsString(all));
      } else {
        out.printf(ROW, "NAME", "KIND", "SERIAL", "ENDS", "STATE");
        all.forEach(one -> row(out, one));
      }
      out.flush();
      return 0;
    }

    private static void row(PrintWriter out, CertificateView one) {
      var name = one.name().replaceAll("\\p{Cntrl}", "?");
      var end = Instant.ofEpochSecond(one.notAfter());
      var revoked = one.revokedAt();
      var state = one.state() + (revoked == null ? "" : " " + Instant.ofEpochSecond(revoked));
      out.printf(ROW, name, one.kind(), one.serial(), end, state);
    }
  }

  /** {@code muster certificate renew}. */
  @Command(
      name = "renew",
      description = "Renews certificates now, before they are due.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "Clients are asked as they are scraped; a running server takes its own new ones within"
            + " seconds."
      })
  static final class Renew implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Folder folder;

    @Parameters(
        paramLabel = "NAME",
        arity = "1..*",
        description = "Names of clients, or server or scraper.")
    private List<String> names;

    @Option(
        names = "--config",
        paramLabel = "FILE",
        description = "The fleet file. Default: fleet.xml in the data folder")
    private @Nullable Path config;

    @Override
    public Integer call() {
      var authority = folder.authority();
      var clock = InstantSource.system();
      int failed = 0;
      try (var ssh = new SshWiring(DataFolder.openOrMake(folder.path()));
          var calls =
              new ExporterCalls(
                  authority.trust(), () -> authority.issueClient("scraper"), clock, ssh.access())) {
        var renewal = new ExporterRenewal(authority, CertificateWiring.door(calls));
        for (var name : names) {
          failed += renew(name, authority, renewal) ? 0 : 1;
        }
      }
      return failed == 0 ? 0 : 1;
    }

    private boolean renew(String name, CertificateAuthority authority, ExporterRenewal renewal) {
      try {
        var end =
            authority.identities().contains(name)
                ? authority.renew(name).certificate().getNotAfter()
                : renew(name, renewal).getNotAfter();
        spec.commandLine().getOut().println(name + ": renewed, ends " + end.toInstant());
        spec.commandLine().getOut().flush();
        return true;
      } catch (RenewalException | WebConfigException e) {
        spec.commandLine().getErr().println(name + ": " + e.getMessage());
        spec.commandLine().getErr().flush();
        return false;
      }
    }

    private X509Certificate renew(String name, ExporterRenewal renewal) {
      var fleet = fleet();
      var client =
          fleet.clients().stream()
              .filter(one -> one.name().equals(name))
              .findFirst()
              .orElseThrow(() ->
                  new AppException(
                      "there is no client '"
                          + name
                          + "' in the fleet file, and no certificate of"
                          + " that name; muster certificate list shows them"));
      return renewal.renew(client, fleet, null);
    }

    private Fleet fleet() {
      var file = config == null ? folder.path().resolve("fleet.xml") : config;
      return FleetFile.read(file, System.getenv());
    }
  }

  /** {@code muster certificate revoke}. */
  @Command(
      name = "revoke",
      description = "Revokes certificates for good.",
      mixinStandardHelpOptions = true,
      footer = {
        "",
        "A running server refuses them within seconds, and tells every exporter it scrapes."
      })
  static final class Revoke implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private Folder folder;

    @Parameters(
        paramLabel = "SERIAL|NAME",
        arity = "1..*",
        description = "Serial numbers, or names: then all of that name that count still.")
    private List<String> which;

    @Override
    public Integer call() {
      var authority = folder.authority();
      var all = authority.issued();
      var chosen = which.stream().flatMap(one -> chosen(one, all).stream()).distinct().toList();
      try {
        for (var one : chosen) {
          authority.revoke(one.serial());
          spec.commandLine().getOut().println(one.serialHex() + " of " + one.name() + ": revoked");
        }
      } catch (WebConfigException e) {
        throw new AppException(Objects.toString(e.getMessage()), e);
      } finally {
        spec.commandLine().getOut().flush();
      }
      return 0;
    }

    private static List<Issued> chosen(String which, List<Issued> all) {
      var now = InstantSource.system().instant();
      var bySerial = all.stream().filter(one -> one.serialHex().equals(which)).toList();
      var chosen =
          bySerial.isEmpty()
              ? all.stream()
                  .filter(one -> one.name().equals(which))
                  .filter(one -> one.revokedAt() == null && now.isBefore(one.notAfter()))
                  .toList()
              : bySerial;
      if (chosen.isEmpty()) {
        throw new AppException(
            "no certificate that counts has the serial number or name '"
                + which
                + "'; muster certificate list shows them");
      }
      return chosen;
    }
  }
}
