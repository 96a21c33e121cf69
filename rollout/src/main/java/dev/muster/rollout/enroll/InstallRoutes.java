package dev.muster.rollout.enroll;

import dev.muster.rollout.Distribution;
import dev.muster.rollout.Distributions;
import dev.muster.rollout.ScriptTexts;
import dev.muster.server.Refused;
import dev.muster.web.CertificateAuthority;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * {@code /enroll}: the scripts that a pasted line fetches, which hold no secrets, and with a token
 * the exporter itself.
 */
public final class InstallRoutes {
  private static final String TOKEN = "X-Muster-Enroll-Token";
  private static final int MOST_DOWNLOADS = 32;

  private final Enrollments enrollments;
  private final Distributions distributions;
  private final Semaphore downloads = new Semaphore(MOST_DOWNLOADS);

  public InstallRoutes(Enrollments enrollments, Distributions distributions) {
    this.enrollments = enrollments;
    this.distributions = distributions;
  }

  public void addTo(RoutesConfig routes) {
    routes.get("/enroll/install.sh", context -> script(context, "install.sh"));
    routes.get("/enroll/install.ps1", context -> script(context, "install.ps1"));
    routes.get("/enroll/authority.pem", this::authority);
    routes.get("/enroll/distributions/{system}/{machine}", EnrollJson.handler(this::newest));
    routes.get("/enroll/distributions/{file}", EnrollJson.handler(this::download));
  }

  private static void script(Context context, String name) {
    context.contentType("text/plain; charset=utf-8").result(ScriptTexts.of("enroll/" + name));
  }

  private void authority(Context context) {
    context
        .contentType("application/x-pem-file")
        .result(CertificateAuthority.chainPem(List.of(enrollments.authority().certificate())));
  }

  /** One line as {@code sha256sum} writes it. */
  private void newest(Context context) {
    String system = context.pathParam("system");
    String machine = context.pathParam("machine");
    var newest =
        distributions
            .newest(system, machine)
            .orElseThrow(() ->
                Refused.of(
                    404,
                    "the server has no exporter for this system and machine; its administrator"
                        + " puts muster-exporter-VERSION-SYSTEM-MACHINE.tar.gz into the folder"
                        + " distributions of the data folder"));
    requireToken(context);
    context.contentType("text/plain").result(newest.sha256() + "  " + name(newest) + "\n");
  }

  private void download(Context context) {
    String file = context.pathParam("file");
    var found =
        distributions.all().stream()
            .filter(one -> name(one).equals(file))
            .findFirst()
            .orElseThrow(() -> Refused.of(404, "there is no such distribution"));
    requireToken(context);
    if (!downloads.tryAcquire()) {
      context.header("Retry-After", "10");
      throw Refused.of(503, "too many machines download at once; try again in a moment");
    }
    try (var in = Files.newInputStream(found.file());
        var out = context.res().getOutputStream()) {
      context.contentType("application/gzip");
      context.res().setContentLengthLong(found.bytes());
      in.transferTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      downloads.release();
    }
  }

  private void requireToken(Context context) {
    var token = context.header(TOKEN);
    if (!enrollments.mayDownload(token == null ? "" : token)) {
      throw Refused.of(403, "the token is over; ask for a new one");
    }
  }

  private static String name(Distribution distribution) {
    return String.valueOf(distribution.file().getFileName());
  }
}
