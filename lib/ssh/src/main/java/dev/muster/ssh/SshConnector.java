package dev.muster.ssh;

import com.hierynomus.sshj.transport.cipher.BlockCiphers;
import com.hierynomus.sshj.transport.cipher.GcmCiphers;
import dev.muster.fleet.Client;
import dev.muster.ssh.SshException.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.schmizz.keepalive.KeepAliveProvider;
import net.schmizz.keepalive.KeepAliveRunner;
import net.schmizz.sshj.Config;
import net.schmizz.sshj.DefaultConfig;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.common.Factory;
import net.schmizz.sshj.common.LoggerFactory;
import net.schmizz.sshj.common.SecurityUtils;
import net.schmizz.sshj.transport.compression.NoneCompression;
import org.slf4j.Logger;
import org.slf4j.helpers.NOPLogger;

/**
 * Logs in to clients, checking their host keys: the known ones are in an own file and in the user's
 * {@code ~/.ssh/known_hosts}. Safe for use by many threads; closing it ends every connection.
 */
public final class SshConnector implements AutoCloseable {
  private static final Logger LOG = org.slf4j.LoggerFactory.getLogger(SshConnector.class);
  private static final int KEEP_ALIVE_SECONDS = 10;
  private static final int KEEP_ALIVES_UNANSWERED = 3;
  private static final int WINDOW_BYTES = 2 << 20;

  static {
    // Java's own ciphers use the processor's instructions for them; Bouncy Castle's do not.
    SecurityUtils.setRegisterBouncyCastle(false);
    EcdsaKeys.install();
  }

  private final KnownHosts known;
  private final HostKeyPolicy policy;
  private final Duration connectTimeout;
  private final Object asking = new Object();
  private final Set<SSHClient> open = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * One that knows the hosts of its own file and the user's.
   *
   * @param ownKnownHosts where accepted keys are kept
   * @param connectTimeout how long a whole log-in may take, without the time a person is asked
   */
  public SshConnector(Path ownKnownHosts, HostKeyPolicy policy, Duration connectTimeout) {
    this(ownKnownHosts, List.of(usersKnownHosts()), policy, connectTimeout);
  }

  SshConnector(Path own, List<Path> others, HostKeyPolicy policy, Duration connectTimeout) {
    this.known = new KnownHosts(own, others);
    this.policy = policy;
    this.connectTimeout = connectTimeout;
  }

  private static Path usersKnownHosts() {
    return Path.of(System.getProperty("user.home", "."), ".ssh", "known_hosts");
  }

  /**
   * Logs in.
   *
   * @throws SshException saying in one sentence why not
   */
  public SshConnection connect(Client client) throws SshException {
    String name = KnownHosts.name(client.ip(), client.ssh().port());
    try {
      var keys = new HostKeys(known, name);
      try {
        return attempt(client, keys);
      } catch (SshException refused) {
        if (refused.kind() != Kind.UNKNOWN_HOST_KEY) {
          throw refused;
        }
        accept(Objects.requireNonNull(keys.shown()), refused);
      }
      return attempt(client, new HostKeys(known, name));
    } catch (UncheckedIOException files) {
      throw new SshException(Kind.FAILED, "the known hosts: " + files.getMessage(), files);
    }
  }

  /** Asks outside of any connection: a person may take longer than the server waits. */
  private void accept(HostKeys.Shown shown, SshException refused) throws SshException {
    synchronized (asking) {
      boolean accepted =
          known.check(shown.name(), shown.type(), shown.key()) instanceof KnownHosts.Verdict.Known
              || switch (policy) {
                case HostKeyPolicy.Strict() -> false;
                case HostKeyPolicy.AcceptNew() -> keep(shown);
                case HostKeyPolicy.Ask(var prompt) ->
                    prompt.accepts(shown.name(), shown.type(), shown.fingerprint()) && keep(shown);
              };
      if (!accepted) {
        throw refused;
      }
    }
  }

  private boolean keep(HostKeys.Shown shown) {
    known.add(shown.name(), shown.type(), shown.key());
    LOG.info(
        "msg=\"keeping a host key\" host={} type={} fingerprint={}",
        shown.name(),
        shown.type(),
        shown.fingerprint());
    return true;
  }

  private SshConnection attempt(Client client, HostKeys keys) throws SshException {
    var ssh = new SSHClient(config(known.types(KnownHosts.name(client.ip(), client.ssh().port()))));
    var task = new FutureTask<SshConnection>(() -> logIn(ssh, client, keys));
    open.add(ssh);
    Thread.ofVirtual().name("ssh-" + client.name()).start(task);
    try {
      if (closed) {
        throw new SshException(Kind.LOST, "the log-in was given up");
      }
      return task.get(connectTimeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      end(ssh);
      throw new SshException(
          Kind.TIMEOUT, "no log-in within " + connectTimeout.toSeconds() + " s", late);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end(ssh);
      throw new SshException(Kind.LOST, "the log-in was given up", e);
    } catch (ExecutionException e) {
      end(ssh);
      throw why(client, keys, Objects.requireNonNullElse(e.getCause(), e));
    }
  }

  private SshConnection logIn(SSHClient ssh, Client client, HostKeys keys)
      throws IOException, SshException {
    int millis = Math.toIntExact(Math.min(connectTimeout.toMillis(), Integer.MAX_VALUE));
    ssh.addHostKeyVerifier(keys);
    ssh.setConnectTimeout(millis);
    ssh.getTransport().setTimeoutMs(millis);
    ssh.getConnection().setTimeoutMs(millis);
    ssh.getConnection().setWindowSize(WINDOW_BYTES);
    ssh.connect(client.ip(), client.ssh().port());
    ssh.getSocket().setTcpNoDelay(true);
    LogIn.run(ssh, client.ssh());
    return new SshjConnection(ssh, () -> end(ssh));
  }

  private static SshException why(Client client, HostKeys keys, Throwable cause) {
    if (cause instanceof SshException told) {
      return told;
    }
    var shown = keys.shown();
    if (shown != null && !(shown.verdict() instanceof KnownHosts.Verdict.Known)) {
      return refusedKey(shown, cause);
    }
    String at = client.ip() + " port " + client.ssh().port();
    return switch (cause) {
      case UnknownHostException none ->
          new SshException(Kind.UNREACHABLE, "the name " + client.ip() + " is not known", none);
      case java.net.ConnectException nobody ->
          new SshException(Kind.UNREACHABLE, "no SSH server answers at " + at, nobody);
      case NoRouteToHostException away ->
          new SshException(Kind.UNREACHABLE, "there is no way to " + at, away);
      case Throwable late when Trouble.timedOut(late) ->
          new SshException(Kind.TIMEOUT, "no SSH server answers in time at " + at, late);
      default ->
          new SshException(
              Kind.LOST,
              "the connection to " + at + " ended at the log-in: " + cause.getMessage(),
              cause);
    };
  }

  private static SshException refusedKey(HostKeys.Shown shown, Throwable cause) {
    String key = shown.type() + " " + shown.fingerprint();
    return switch (shown.verdict()) {
      case KnownHosts.Verdict.Changed(String where) ->
          new SshException(
              Kind.CHANGED_HOST_KEY,
              "its host key is "
                  + key
                  + ", not the one in "
                  + where
                  + "; if the machine was set up anew, take that line out",
              cause);
      case KnownHosts.Verdict.Revoked(String where) ->
          new SshException(
              Kind.CHANGED_HOST_KEY, "its host key " + key + " is revoked in " + where, cause);
      case KnownHosts.Verdict.Unknown(), KnownHosts.Verdict.Known() ->
          new SshException(
              Kind.UNKNOWN_HOST_KEY,
              "its host key "
                  + key
                  + " is not known; compare it, and accept it with --ask or"
                  + " --accept-new",
              cause);
    };
  }

  private static Config config(List<String> knownTypes) {
    var config = new FastCiphers();
    config.setLoggerFactory(new Silence());
    config.setKeepAliveProvider(
        new KeepAliveProvider() {
          @Override
          public net.schmizz.keepalive.KeepAlive provide(
              net.schmizz.sshj.connection.ConnectionImpl connection) {
            var made = (KeepAliveRunner) KEEP_ALIVE.provide(connection);
            made.setKeepAliveInterval(KEEP_ALIVE_SECONDS);
            made.setMaxAliveCount(KEEP_ALIVES_UNANSWERED);
            made.setDaemon(true);
            return made;
          }
        });
    config.setCompressionFactories(List.of(new NoneCompression.Factory()));
    var types = new ArrayList<String>();
    for (String type : knownTypes) {
      types.addAll(
          type.equals("ssh-rsa") ? List.of("rsa-sha2-512", "rsa-sha2-256") : List.of(type));
    }
    config.setKeyAlgorithms(first(config.getKeyAlgorithms(), types));
    return config;
  }

  /** The same, those of these names first. */
  private static <T> List<Factory.Named<T>> first(List<Factory.Named<T>> all, List<String> names) {
    return all.stream()
        .sorted(Comparator.comparing((Factory.Named<T> one) -> !names.contains(one.getName())))
        .toList();
  }

  private void end(SSHClient ssh) {
    open.remove(ssh);
    try {
      var socket = ssh.getSocket();
      if (socket != null) {
        ssh.disconnect();
        socket.close();
      }
    } catch (IOException e) {
      LOG.debug("msg=\"closing an SSH connection\" because=\"{}\"", e.getMessage());
    }
  }

  @Override
  public void close() {
    closed = true;
    List.copyOf(open).forEach(this::end);
  }

  /** What every OpenSSH since 6.2 speaks and Java does by the processor's own instructions. */
  private static final class FastCiphers extends DefaultConfig {
    @Override
    protected void initCipherFactories() {
      setCipherFactories(
          List.of(
              GcmCiphers.AES128GCM(),
              GcmCiphers.AES256GCM(),
              BlockCiphers.AES128CTR(),
              BlockCiphers.AES192CTR(),
              BlockCiphers.AES256CTR()));
    }
  }

  /** What goes wrong is told by exceptions; the library's own lines would tell it again. */
  private static final class Silence implements LoggerFactory {
    @Override
    public Logger getLogger(String name) {
      return NOPLogger.NOP_LOGGER;
    }

    @Override
    public Logger getLogger(Class<?> type) {
      return NOPLogger.NOP_LOGGER;
    }
  }
}
