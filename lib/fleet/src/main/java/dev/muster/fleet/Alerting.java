package dev.muster.fleet;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How alerts become notifications, for the whole fleet.
 *
 * @param groupBy labels whose values alerts must share to be told together; {@code client} unless
 *     the file says otherwise
 * @param groupWait how long a new group waits for more alerts before it is told; zero: not at all
 * @param offlineWait the same for a group that begins with an {@code offline} alert, as what takes
 *     down one machine often takes down its neighbours
 * @param groupInterval how long after a notification of a group the next one about new alerts may
 *     follow
 * @param repeatInterval how long after a notification a group that still fires is told again
 * @param resolveDelay how long an alert has to be over before that is told; one that fires again
 *     meanwhile is not told at all
 * @param gatherFrom from how many groups on, due at once for one receiver, they are one
 *     notification
 * @param mailsPerAddress most mails to one address in ten minutes; what exceeds it is gathered into
 *     the next one
 * @param flapChanges how often an alert may begin within {@link #flapWindow} before it counts as
 *     flapping
 * @param templates folder of templates that replace the built-in ones, or null
 * @param page the console's address as people reach it, or null where Muster is to guess it
 */
public record Alerting(
    List<String> groupBy,
    Duration groupWait,
    Duration offlineWait,
    Duration groupInterval,
    Duration repeatInterval,
    Duration resolveDelay,
    int gatherFrom,
    int mailsPerAddress,
    int flapChanges,
    Duration flapWindow,
    List<Inhibition> inhibitions,
    List<Maintenance> maintenances,
    List<Receiver> receivers,
    List<DigestPlan> digests,
    @Nullable Path templates,
    @Nullable URI page) {
  /** What holds where the file says nothing. */
  public static final Alerting DEFAULT =
      new Alerting(
          List.of("client"),
          Duration.ZERO,
          Duration.ofSeconds(30),
          Duration.ofSeconds(10),
          Duration.ofHours(24),
          Duration.ofSeconds(10),
          5,
          30,
          5,
          Duration.ofMinutes(30),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          null,
          null);

  public Alerting {
    groupBy = List.copyOf(groupBy);
    inhibitions = List.copyOf(inhibitions);
    maintenances = List.copyOf(maintenances);
    receivers = List.copyOf(receivers);
    digests = List.copyOf(digests);
  }
}
