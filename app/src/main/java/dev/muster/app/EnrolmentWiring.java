package dev.muster.app;

import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.StoredEnrollment.State;
import dev.muster.fleet.Fleet;
import dev.muster.rollout.Distributions;
import dev.muster.rollout.enroll.EnrollRoutes;
import dev.muster.rollout.enroll.EnrollmentRoutes;
import dev.muster.rollout.enroll.Enrollments;
import dev.muster.rollout.enroll.InstallLines;
import dev.muster.rollout.enroll.InstallRoutes;
import dev.muster.web.CertificateAuthority;
import dev.muster.web.Identity;
import dev.muster.web.LocalHosts;
import io.javalin.config.RoutesConfig;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Connects the enrolment of machines to the fleet file, the authority and the port. */
final class EnrolmentWiring {
  private final Enrollments enrollments;
  private final Distributions distributions;
  private final Supplier<InstallLines> lines;
  private final Runnable changed;

  /**
   * What it works with.
   *
   * @param identity the server's own, as it is now
   * @param changed called when a machine may be another than before
   */
  record Parts(
      AccountStore store,
      Supplier<Fleet> fleet,
      Path fleetFile,
      CertificateAuthority authority,
      Supplier<Identity> identity,
      Distributions distributions,
      Runnable changed,
      InstantSource clock) {}

  EnrolmentWiring(Parts parts) {
    enrollments =
        new Enrollments(
            new Enrollments.Parts(
                parts.store(),
                parts.fleet(),
                parts.fleetFile(),
                parts.authority(),
                LocalHosts::namesAndAddresses,
                parts.clock()));
    distributions = parts.distributions();
    lines =
        () ->
            InstallLines.of(
                parts.identity().get().certificate(), parts.authority().certificate());
    changed = parts.changed();
  }

  /** Whether the client of a name enrolled, and so has an exporter of its own. */
  static boolean isEnrolled(AccountStore store, String name) {
    return store.enrollments().named(name).stream()
        .anyMatch(one -> one.state() == State.ACCEPTED || one.state() == State.ACCEPTING);
  }

  void addTo(RoutesConfig routes) {
    new EnrollRoutes(enrollments, changed).addTo(routes);
    new EnrollmentRoutes(enrollments, lines, changed).addTo(routes);
    new InstallRoutes(enrollments, distributions).addTo(routes);
  }
}
