package dev.muster.e2e.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.muster.web.CertificateAuthority;
import dev.muster.web.Tls;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A program that is many simulated PCs, at ports from {@value #FIRST_PORT} on of one address of
 * loopback. It takes a command a line, answers each with a line, and ends with its input.
 * Arguments: the folder of the fleet's authority, the address, how many, the scrape interval in
 * milliseconds.
 */
final class LoadClients {
  static final int FIRST_PORT = 20_000;

  private static final int CHURN_INTERVALS = 12;
  private static final int EVENT_INTERVALS = 6;

  private final List<LoadClient> clients = new ArrayList<>();
  private final AtomicLong connections = new AtomicLong();

  public static void main(String[] arguments) throws IOException {
    var load = new LoadClients();
    var address = InetAddress.getByName(arguments[1]);
    load.open(Path.of(arguments[0]), address, Integer.parseInt(arguments[2]), arguments[3]);
    var out = new PrintStream(System.out, true, US_ASCII);
    out.println("ready");
    var commands = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      out.println(load.obey(line.split(" ", -1)));
    }
    System.exit(0);
  }

  private void open(Path folder, InetAddress address, int count, String interval)
      throws IOException {
    var authority = CertificateAuthority.openOrMake(folder);
    var identity = authority.issueServer("simulated", List.of(address.getHostAddress()));
    var tls = Tls.context(identity, Tls.trusting(List.of(authority.certificate())));
    long millis = Long.parseLong(interval);
    long now = System.currentTimeMillis();
    for (int i = 0; i < count; i++) {
      long every = i < count - SoakPlan.SPARE ? EVENT_INTERVALS * millis + i : 0;
      var client =
          new LoadClient(
              address,
              FIRST_PORT + i,
              tls.getSocketFactory(),
              new LoadPage(i, CHURN_INTERVALS * millis, now),
              new LoadEvents(every, now),
              connections);
      client.open();
      clients.add(client);
    }
  }

  private String obey(String[] command) throws IOException {
    return switch (command[0]) {
      case "away" -> {
        client(command).close();
        yield "ok";
      }
      case "back" -> {
        client(command).open();
        yield "ok";
      }
      case "restart" -> {
        client(command).page().restart(System.currentTimeMillis());
        yield "ok";
      }
      case "cross" -> {
        client(command).page().cross(command[2]);
        yield "ok";
      }
      case "pages" -> String.valueOf(client(command).page().pages());
      case "quiet" -> {
        clients.forEach(client -> client.events().end());
        yield "ok";
      }
      case "all" -> sum(client -> client.page().pages()) + " over " + connections + " connections";
      case "events" -> String.valueOf(sum(client -> client.events().told()));
      default -> throw new IllegalArgumentException(command[0]);
    };
  }

  private LoadClient client(String[] command) {
    return clients.get(Integer.parseInt(command[1]));
  }

  private long sum(java.util.function.ToLongFunction<LoadClient> figure) {
    return clients.stream().mapToLong(figure).sum();
  }
}
