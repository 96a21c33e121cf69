package dev.muster.rollout.enroll;

import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.EnrollmentStore;
import dev.muster.archive.account.StoredEnrollment;
import dev.muster.archive.account.StoredEnrollment.Host;
import dev.muster.archive.account.StoredEnrollment.State;
import dev.muster.archive.account.StoredEnrollmentToken;
import dev.muster.fleet.ClientFile;
import dev.muster.fleet.Fleet;
import dev.muster.server.Refused;
import dev.muster.web.BearerTokens;
import dev.muster.web.CertificateAuthority;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes machines into the fleet: one that comes with a good token waits until somebody accepts or
 * denies it, or is accepted at once where the token says so and nothing stands against it. Who is
 * accepted gets a certificate and a file in {@code fleet.d}.
 *
 * <p>A machine is known by its key: asking again with the same one changes nothing and takes no use
 * of a token. Every step is stored before the next one, and taken up where it was left when the
 * machine asks again.
 */
public final class Enrollments {
  private static final Logger log = LoggerFactory.getLogger(Enrollments.class);
  private static final int ID_BYTES = 16;
  private static final int LONGEST_WAIT_SECONDS = 30;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Parts parts;
  private final EnrollmentStore store;
  private final Conflicts conflicts;
  private final BearerTokens bearer;
  private final OldCertificates old;
  private final ReentrantLock deciding = new ReentrantLock(true);

  /**
   * What it works with.
   *
   * @param fleetFile beside which clients are written
   * @param serverNames the names and addresses of this server
   */
  public record Parts(
      AccountStore store,
      Supplier<Fleet> fleet,
      Path fleetFile,
      CertificateAuthority authority,
      Supplier<List<String>> serverNames,
      InstantSource clock) {}

  /**
   * How a machine stands.
   *
   * @param secret with which it asks again, told this once; "" where it knows it
   */
  record Standing(StoredEnrollment machine, String secret) {}

  /**
   * Where somebody wants a machine to be in the fleet.
   *
   * @param replace whether it takes the place of the client that has the name
   */
  record Place(String name, String group, String ip, int port, boolean replace) {}

  public Enrollments(Parts parts) {
    this.parts = parts;
    this.store = parts.store().enrollments();
    this.conflicts = new Conflicts(parts.fleet(), parts.serverNames(), store);
    this.bearer = new BearerTokens(parts.clock());
    this.old = new OldCertificates(parts.authority(), parts.clock());
  }

  AccountStore accounts() {
    return parts.store();
  }

  CertificateAuthority authority() {
    return parts.authority();
  }

  long now() {
    return parts.clock().millis();
  }

  List<StoredEnrollment> newest(int most) {
    return store.newest(most);
  }

  int pending() {
    return store.pending();
  }

  /**
   * Takes a machine's request.
   *
   * @param from the address it comes from
   * @throws Refused if its token is no good
   * @throws IllegalArgumentException if something else of it is not as it should be
   */
  Standing enroll(MachineWish wish, String from) {
    var token = known(wish.token() == null ? "" : wish.token());
    var request = wish.request() == null ? "" : wish.request();
    var key = CertificateAuthority.keySha256(request.getBytes(StandardCharsets.ISO_8859_1));
    return alone(() -> {
      var secret = BearerTokens.generate();
      var before = store.withKey(key);
      if (before.isPresent()) {
        store.askedAgain(before.get().id(), BearerTokens.hash(secret));
        return new Standing(goneOn(before.get()), secret);
      }
      requireGood(token);
      var made = made(wish, token, key, secret, from);
      boolean isNew = made.warning().isEmpty() || !isSameName(made);
      if (!store.add(made, isNew ? token.sha256() : "")) {
        requireGood(token);
        throw usedUp(token);
      }
      log.info(
          "msg=\"a machine asks to be enrolled\" name={} from={} token={} warning=\"{}\"",
          made.host().name(),
          from,
          token.name(),
          made.warning());
      return new Standing(goneOn(made), secret);
    });
  }

  /**
   * Whether somebody has the name already: then it is that machine again, set up anew, or a lie.
   */
  private boolean isSameName(StoredEnrollment made) {
    return !store.named(made.host().name()).isEmpty();
  }

  private StoredEnrollment made(
      MachineWish wish, StoredEnrollmentToken token, String key, String secret, String from) {
    var host = wish.host(token.group(), from);
    var id = new byte[ID_BYTES];
    RANDOM.nextBytes(id);
    return new StoredEnrollment(
        Base64.getUrlEncoder().withoutPadding().encodeToString(id),
        key,
        BearerTokens.hash(secret),
        token.name(),
        token.atOnce(),
        host,
        String.valueOf(wish.request()),
        String.join("; ", conflicts.doubts(host, token.atOnce())),
        State.PENDING,
        "",
        now(),
        null);
  }

  /** The token, whether it is over or not; others are refused after a while. */
  private StoredEnrollmentToken known(String token) {
    var stored = parts.store().enrollmentTokens().withHash(BearerTokens.hash(token));
    var kept =
        stored.map(one -> new BearerTokens.Kept(one.name(), one.sha256(), null)).stream().toList();
    return bearer
        .find(token, kept)
        .flatMap(_ -> stored)
        .orElseThrow(() -> Refused.of(403, "the token is not known here; ask for a new one"));
  }

  private void requireGood(StoredEnrollmentToken token) {
    if (token.expires() <= now()) {
      throw Refused.of(
          403,
          "the token '%s' ended at %s; ask for a new one"
              .formatted(token.name(), Instant.ofEpochMilli(token.expires())));
    }
    if (token.uses() != null && token.used() >= token.uses()) {
      throw usedUp(token);
    }
  }

  private static Refused usedUp(StoredEnrollmentToken token) {
    return Refused.of(
        403,
        "the token '%s' was for %s, and as many used it; ask for a new one"
            .formatted(token.name(), token.uses() == null ? "others" : machines(token.uses())));
  }

  private static String machines(int count) {
    return count == 1 ? "one machine" : count + " machines";
  }

  /** Whether a download is for one with a token that counts, or for a machine that is known. */
  boolean mayDownload(String token) {
    return known(token).expires() > now();
  }

  /**
   * How the machine stands that shows its secret.
   *
   * @throws Refused if there is none
   */
  Standing standing(String id, String secret) {
    var machine = store.find(id);
    var kept =
        machine.map(one -> new BearerTokens.Kept(one.id(), one.secretSha256(), null)).stream()
            .toList();
    if (bearer.find(secret, kept).isEmpty()) {
      throw Refused.of(404, "no machine asked to be enrolled with that secret");
    }
    return new Standing(alone(() -> goneOn(machine.orElseThrow())), "");
  }

  /** The machine is told how it stands: where it is accepted it takes its certificate. */
  void told(Standing standing) {
    if (standing.machine().state() == State.ACCEPTED) {
      old.revoke(standing.machine());
    }
  }

  /** Does what is still to be done for it without anybody. */
  private StoredEnrollment goneOn(StoredEnrollment machine) {
    if (machine.state() == State.PENDING && machine.atOnce() && machine.warning().isEmpty()) {
      var against = conflicts.of(machine.host(), machine.id());
      if (against.isEmpty()) {
        return accepted(machine, machine.host(), false);
      }
      store.hold(machine.id(), String.join("; ", against));
    } else if (machine.state() == State.ACCEPTING) {
      finish(machine);
    }
    return fresh(machine.id());
  }

  private StoredEnrollment fresh(String id) {
    return find(id).orElseThrow(() -> Refused.of(404, "that machine is gone"));
  }

  Optional<StoredEnrollment> find(String id) {
    return store.find(id);
  }

  /**
   * Accepts a machine that waits.
   *
   * @throws Refused if there is none, or the place is taken
   * @throws IllegalArgumentException if a client cannot be called so, or be there
   */
  StoredEnrollment accept(String id, Place place) {
    return alone(() -> {
      var machine = fresh(id);
      if (machine.state() == State.ACCEPTING) {
        return goneOn(machine);
      }
      if (machine.state() != State.PENDING) {
        throw decided(machine);
      }
      MachineWish.requireName(place.name());
      var wanted = machine.host().at(place.name(), place.group(), place.ip(), place.port());
      return accepted(machine, free(id, wanted, place.replace()), place.replace());
    });
  }

  private Host free(String id, Host wanted, boolean replace) {
    var holder = conflicts.client(wanted.name());
    if (replace && holder.isPresent()) {
      var client = holder.get();
      return wanted.at(client.name(), client.group(), client.ip(), client.exporter().port());
    }
    var against = conflicts.of(wanted, id);
    if (!against.isEmpty()) {
      throw Refused.of(
          409,
          String.join("; ", against)
              + (holder.isPresent() ? "; give another name, or say that it takes that place" : ""));
    }
    return wanted;
  }

  private StoredEnrollment accepted(StoredEnrollment machine, Host place, boolean replaces) {
    var file = new ClientFile(place.name(), place.group(), place.ip(), place.port());
    var exact = place.at(file.name(), file.group(), file.ip(), file.exporterPort());
    // Signing twice gives the same certificate, so that nothing is left over where this fails.
    var _ = chain(machine, exact);
    if (!store.accept(machine.id(), exact, replaces, now())) {
      throw decided(fresh(machine.id()));
    }
    finish(fresh(machine.id()));
    log.info("msg=\"a machine is enrolled\" name={} address={}", exact.name(), exact.ip());
    return fresh(machine.id());
  }

  private void finish(StoredEnrollment machine) {
    var place = machine.host();
    if (!conflicts.isGiven(place.name())) {
      try {
        var file = new ClientFile(place.name(), place.group(), place.ip(), place.port());
        conflicts.given(place, file.write(parts.fleetFile()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    store.accepted(machine.id(), chain(machine, place));
  }

  private String chain(StoredEnrollment machine, Host place) {
    var request = machine.request().getBytes(StandardCharsets.ISO_8859_1);
    return CertificateAuthority.chainPem(
        parts.authority().sign(request, place.name(), List.of(place.ip())));
  }

  /**
   * Denies a machine that waits.
   *
   * @throws Refused if there is none
   */
  StoredEnrollment deny(String id) {
    return alone(() -> {
      if (!store.deny(id, now())) {
        throw decided(fresh(id));
      }
      return fresh(id);
    });
  }

  private static Refused decided(StoredEnrollment machine) {
    return Refused.of(
        409,
        "'%s' does not wait any more, it is %s"
            .formatted(machine.host().name(), EnrollmentJson.word(machine.state())));
  }

  /** One at a time: what is free is so until it is taken. */
  private <T> T alone(Supplier<T> work) {
    try {
      if (!deciding.tryLock(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw Refused.of(503, "too many machines ask at once; ask again in a minute");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Refused.of(503, "the server is stopping; ask again in a minute");
    }
    try {
      return work.get();
    } finally {
      deciding.unlock();
    }
  }
}
