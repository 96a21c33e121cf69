package dev.muster.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a server and an sshd take for clients with {@code via="ssh"}, beside the same clients asked
 * directly: memory, and processor time a scrape, at the usual interval of 15 s.
 *
 * <p>Arguments: an empty folder, how many clients, seconds to measure for. Needs root.
 */
final class SshFigures {
  private static final int WARM_SECONDS = 60;
  private static final int INTERVAL = 15;
  private static final double TICKS = 100;

  /** Bytes, and seconds of processor time. */
  private record Taken(double resident, double heap, double seconds) {}

  private final Path folder;
  private final int clients;
  private final int seconds;

  private SshFigures(Path folder, int clients, int seconds) {
    this.folder = folder;
    this.clients = clients;
    this.seconds = seconds;
  }

  public static void main(String[] arguments) throws Exception {
    var folder = Files.createDirectories(Path.of(arguments[0])).toAbsolutePath();
    new SshFigures(folder, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2])).run();
  }

  private void run() throws Exception {
    int port = MusterProcess.freePort();
    var sshd = sshd(port);
    try {
      awaitAnswer(port);
      var direct = server("direct", "", sshd);
      var key = folder.resolve("key");
      var via = " via=\"ssh\" port=\"%d\" username=\"root\" key-file=\"%s\"".formatted(port, key);
      var through = server("ssh", via, sshd);
      System.out.printf(
          "a connection: %.0f kB resident, %.0f kB of heap, %.2f ms of the server's processor time"
              + " a scrape more than directly%n",
          (through.resident - direct.resident) / clients / 1e3,
          (through.heap - direct.heap) / clients / 1e3,
          (through.seconds - direct.seconds) * 1e3 * INTERVAL / seconds / clients);
    } finally {
      sshd.destroy();
      sshd.waitFor();
    }
  }

  private Process sshd(int port) throws Exception {
    Files.createDirectories(Path.of("/run/sshd"));
    for (var key : List.of("key", "host")) {
      command("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder.resolve(key).toString());
    }
    var config =
        Files.writeString(
            folder.resolve("sshd_config"),
            """
            ListenAddress 127.0.0.1:%d
            HostKey %s/host
            AuthorizedKeysFile %s/key.pub
            PidFile none
            UsePAM no
            StrictModes no
            PermitRootLogin yes
            MaxStartups 1000
            """
                .formatted(port, folder, folder));
    return new ProcessBuilder("/usr/sbin/sshd", "-D", "-e", "-f", config.toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("sshd.log").toFile())
        .start();
  }

  private static void awaitAnswer(int port) throws InterruptedException {
    for (int i = 0; i < 100; i++) {
      try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        if (socket.getInputStream().read() == 'S') {
          return;
        }
      } catch (IOException notYet) {
        Thread.sleep(100);
      }
    }
    throw new IllegalStateException("no sshd answers");
  }

  private static void command(String... command) throws Exception {
    if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
      throw new IOException(List.of(command) + " failed");
    }
  }

  private Taken server(String name, String via, Process sshd) throws Exception {
    var data = Files.createDirectories(folder.resolve(name));
    var host = Files.readString(folder.resolve("host.pub")).split(" ", -1);
    var known = via.replaceAll("(?s).* port=\"(\\d+)\".*", "[127.0.0.1]:$1");
    Files.writeString(data.resolve("known_hosts"), known + " " + host[0] + " " + host[1] + "\n");
    try (var pages = new SimulatedClients(clients, data.resolve("ca"))) {
      var fleet =
          pages
              .fleet()
              .replaceFirst("interval=\"1s\" timeout=\"1s\"", "interval=\"15s\" timeout=\"10s\"")
              .replace(" exporter-port=", via + " exporter-port=");
      var file = Files.writeString(data.resolve("fleet.xml"), fleet);
      try (var muster = MusterProcess.asInstalled(data, file)) {
        Thread.sleep(Duration.ofSeconds(WARM_SECONDS));
        return measured(name, muster, sshd);
      }
    }
  }

  private Taken measured(String name, MusterProcess muster, Process sshd) throws Exception {
    double before = processorSeconds(muster.pid());
    double far = sshdSeconds(sshd);
    Thread.sleep(Duration.ofSeconds(seconds));
    double used = processorSeconds(muster.pid()) - before;
    far = sshdSeconds(sshd) - far;
    double up =
        muster.query("sum(up{job=\"node\"})").get("result").get(0).get("value").get(1).asDouble();
    double resident = kilobytes(muster.pid(), "status", "VmRSS:") * 1e3;
    command(
        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
        Long.toString(muster.pid()),
        "GC.run");
    var page = muster.get("/metrics").body();
    double heap =
        Double.parseDouble(page.replaceAll("(?s).*\nmuster_heap_used_bytes (\\S+)\n.*", "$1"));
    long processes = sshd.descendants().count();
    double shared = sshd.descendants().mapToDouble(one -> pss(one.pid())).sum();
    System.out.printf(
        "%s: %.0f of %d up; server %.1f MB resident, %.1f MB of heap after a collection, %.2f s in"
            + " %d s; sshd %d processes, %.1f MB (PSS), %.2f s%n",
        name, up, clients, resident / 1e6, heap / 1e6, used, seconds, processes, shared / 1e6, far);
    return new Taken(resident, heap, used);
  }

  private static double sshdSeconds(Process sshd) {
    return Stream.concat(Stream.of(sshd.toHandle()), sshd.descendants())
        .mapToDouble(one -> processorSeconds(one.pid()))
        .sum();
  }

  private static double processorSeconds(long pid) {
    try {
      var stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    } catch (IOException ended) {
      return 0;
    }
  }

  /** Memory, with what several processes share divided among them. */
  private static double pss(long pid) {
    try {
      return kilobytes(pid, "smaps_rollup", "Pss:") * 1e3;
    } catch (IOException ended) {
      return 0;
    }
  }

  private static double kilobytes(long pid, String file, String name) throws IOException {
    try (var lines = Files.lines(Path.of("/proc/" + pid + "/" + file))) {
      return lines
          .filter(line -> line.startsWith(name))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1.024)
          .findFirst()
          .orElse(0);
    }
  }
}
