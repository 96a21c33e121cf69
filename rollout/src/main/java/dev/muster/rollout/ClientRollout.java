package dev.muster.rollout;

import dev.muster.fleet.Client;
import dev.muster.rollout.Outcome.State;
import dev.muster.ssh.SshConnection;
import dev.muster.ssh.SshConnector;
import dev.muster.ssh.SshException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The roll-out to one client: log in, look, plan, do, check. What is lost in between, as at a
 * reboot, is begun again from looking, for a bounded time.
 */
final class ClientRollout {
  private static final Logger LOG = LoggerFactory.getLogger(ClientRollout.class);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** Longer than a check and what is around it. */
  private static final Duration GUARD_MORE = Duration.ofSeconds(60);

  private final Client client;
  private final SshConnector connector;
  private final Packages packages;
  private final Credentials credentials;
  private final PageCheck check;
  private final RolloutOptions options;
  private final RolledOut memory;
  private final LongConsumer progress;
  private final AtomicLong bytes = new AtomicLong();
  private boolean loggedIn;

  ClientRollout(
      Client client,
      SshConnector connector,
      Packages packages,
      Credentials credentials,
      RolloutOptions options,
      RolledOut memory,
      LongConsumer progress) {
    this.client = client;
    this.connector = connector;
    this.packages = packages;
    this.credentials = credentials;
    this.check = new PageCheck(credentials.scraper(), options.checkTimeout());
    this.options = options;
    this.memory = memory;
    this.progress = progress;
  }

  /** What a try came to. */
  private record Done(State state, String text) {}

  Outcome run() {
    long start = System.nanoTime();
    var done = tries(start);
    var took = Duration.ofNanos(System.nanoTime() - start);
    LOG.debug(
        "msg=\"rolled out\" client=\"{}\" state={} text=\"{}\"",
        client.name(),
        done.state(),
        done.text());
    return new Outcome(client.name(), done.state(), done.text(), took, bytes.get());
  }

  private Done tries(long start) {
    while (true) {
      try {
        return once();
      } catch (SshException e) {
        boolean mayBeBack =
            loggedIn
                && switch (e.kind()) {
                  case LOST, TIMEOUT, UNREACHABLE -> true;
                  case UNKNOWN_HOST_KEY, CHANGED_HOST_KEY, LOG_IN, NO_SPACE, NO_RIGHTS, FAILED ->
                      false;
                };
        if (!mayBeBack || System.nanoTime() - start > options.rebootTimeout().toNanos()) {
          return failed(e.getMessage());
        }
      } catch (RolloutException e) {
        return failed(e.getMessage());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return failed("it was given up");
      } catch (RuntimeException e) {
        LOG.error("msg=\"a roll-out failed\" client=\"{}\"", client.name(), e);
        return failed("it failed for a reason of our own, which is in the log: " + e);
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return failed("it was given up");
      }
    }
  }

  private static Done failed(@Nullable String why) {
    return new Done(State.FAILED, String.valueOf(why));
  }

  private Done once() throws SshException, RolloutException, InterruptedException {
    try (var connection = connector.connect(client)) {
      loggedIn = true;
      var facts = Installer.look(connection, client);
      var installer = new Installer(connection, client, facts, this::uploaded);
      return options.remove() ? remove(facts, installer) : install(connection, facts, installer);
    }
  }

  private void uploaded(long more) {
    bytes.addAndGet(more);
    progress.accept(more);
  }

  private Done remove(Facts facts, Installer installer) throws SshException, RolloutException {
    if (!facts.has("installed")) {
      return new Done(State.UNCHANGED, "nothing was there");
    }
    if (options.dryRun()) {
      return new Done(State.PLANNED, "would remove " + facts.base());
    }
    installer.prepare();
    installer.remove();
    memory.forget(client);
    return new Done(State.REMOVED, "removed " + facts.base());
  }

  private Done install(SshConnection connection, Facts facts, Installer installer)
      throws SshException, RolloutException, InterruptedException {
    Requirements.check(client, facts);
    Requirements.check(facts, options.flags());
    var distribution = packages.newest(facts);
    var settings = Settings.of(client, distribution, credentials, options);
    var plan = Plan.of(client, facts, settings, credentials);
    if (plan.isEmpty()) {
      String wrong = check.await(client, connection);
      if (wrong.isEmpty()) {
        return new Done(
            State.UNCHANGED, "version " + settings.version() + Requirements.beside(facts));
      }
      throw new RolloutException(
          "it runs, but its page does not answer at "
              + client.instance()
              + " ("
              + wrong
              + "); does a firewall stand between?");
    }
    if (options.dryRun()) {
      return new Done(State.PLANNED, "would do: " + plan.text() + Requirements.beside(facts));
    }
    installer.prepare();
    return carryOut(plan, distribution, settings, new Here(connection, facts, installer));
  }

  /** One client as it is now. */
  private record Here(SshConnection connection, Facts facts, Installer installer) {}

  private Done carryOut(Plan plan, Distribution distribution, Settings settings, Here here)
      throws SshException, RolloutException, InterruptedException {
    var installer = here.installer();
    try {
      if (plan.brings()) {
        installer.bring(distribution, packages);
      }
      if (plan.configures()) {
        installer.configure(settings, plan.certifies() ? credentials.issue(client) : "");
      }
    } catch (RolloutException | SshException e) {
      release(here);
      throw e;
    }
    installer.start(settings.version(), options.checkTimeout().plus(GUARD_MORE));
    String wrong = check.await(client, here.connection());
    if (!wrong.isEmpty()) {
      throw goBack(here, wrong);
    }
    installer.confirm();
    memory.remember(client, here.facts(), settings);
    return new Done(state(plan, here.facts()), plan.text() + Requirements.beside(here.facts()));
  }

  private static State state(Plan plan, Facts facts) {
    return facts.current().isEmpty()
        ? State.INSTALLED
        : plan.brings() ? State.UPGRADED : State.CONFIGURED;
  }

  private static void release(Here here) {
    try {
      if (here.connection().isOpen()) {
        here.installer().release();
      }
    } catch (SshException | RolloutException e) {
      LOG.debug("msg=\"a lock was left behind\" because=\"{}\"", e.getMessage());
    }
  }

  private RolloutException goBack(Here here, String wrong) throws SshException, RolloutException {
    String said = here.installer().said();
    here.installer().rollback();
    String old =
        here.facts().has("pending") ? here.facts().text("pending") : here.facts().current();
    return new RolloutException(
        "it was started, but its page did not answer at "
            + client.instance()
            + " within "
            + options.checkTimeout().toSeconds()
            + " s ("
            + wrong
            + (said.isEmpty() ? "" : "; it said: " + said)
            + "); "
            + (old.isEmpty() ? "it was stopped" : "version " + old + " runs again"));
  }
}
