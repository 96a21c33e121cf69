package dev.muster.e2e.soak;

import static dev.muster.e2e.soak.SoakApi.encoded;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.muster.e2e.MusterProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Five open pages of one user who logged in: four read their live streams, the fifth takes its
 * stream and reads nothing, and another connection says half a request. Each five seconds one of
 * the pages goes to another view and loads what the browser does for it.
 */
final class ConsoleLoad implements AutoCloseable {
  private static final int READERS = 4;
  private static final String OWN = "/api/muster/v1/";
  private static final String LIVE = OWN + "live";
  private static final List<String> CHARTS =
      List.of(
          "100 * (1 - sum by (cpu) (rate(node_cpu_seconds_total{$c,mode=~\"idle|iowait\"}[20s])))",
          "{__name__=~\"node_load1|node_load5|node_load15\",$c}",
          "node_memory_MemTotal_bytes{$c} - node_memory_MemAvailable_bytes{$c}",
          "rate(node_network_receive_bytes_total{$c,device!=\"lo\"}[20s])",
          "rate(node_disk_read_bytes_total{$c}[20s])",
          "node_filesystem_avail_bytes{$c} / node_filesystem_size_bytes{$c}");

  private final SoakApi api;
  private final MusterProcess server;
  private final SoakPlan plan;
  private final Latencies latencies;
  private final String cookie;
  private final String csrf;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger deaf = new AtomicInteger();
  private volatile boolean stopped;

  ConsoleLoad(SoakApi api, MusterProcess server, SoakPlan plan, Latencies latencies)
      throws IOException, InterruptedException {
    this.api = api;
    this.server = server;
    this.plan = plan;
    this.latencies = latencies;
    var answer =
        api.answer(
            api.request(OWN + "session")
                .header("Content-Type", "application/json")
                .POST(
                    SoakApi.text(
                        "{\"name\":\"admin\",\"password\":\"" + MusterProcess.PASSWORD + "\"}"))
                .build());
    this.cookie = answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    this.csrf = SoakApi.json(answer.body()).at("/data/csrf").asString();
    for (int i = 0; i < READERS; i++) {
      threads.execute(() -> again(this::listen));
    }
    threads.execute(() ->
        again(() ->
            silence("GET " + LIVE + " HTTP/1.1\r\nHost: m\r\nCookie: " + cookie + "\r\n\r\n")));
    threads.execute(() -> again(() -> silence("GET " + LIVE + " HTTP/1.1\r\nHos")));
    threads.execute(() -> again(this::look));
  }

  private interface Work {
    void run() throws IOException, InterruptedException;
  }

  /** As a browser does it: what ended is begun again two seconds later. */
  private void again(Work work) {
    try {
      while (!stopped) {
        try {
          work.run();
        } catch (IOException e) {
          if (!stopped) {
            latencies.failed("console", String.valueOf(e.getMessage()));
          }
        }
        TimeUnit.SECONDS.sleep(stopped ? 0 : 2);
      }
    } catch (InterruptedException _) {
      // stopped
    }
  }

  private HttpRequest.Builder asBrowser(String path) {
    return api.request(path).header("Cookie", cookie);
  }

  private void listen() throws IOException, InterruptedException {
    var answer = api.http().send(asBrowser(LIVE).build(), BodyHandlers.ofInputStream());
    if (answer.statusCode() != 200) {
      throw new IOException("the live stream answers with " + answer.statusCode());
    }
    try (InputStream body = answer.body();
        var lines = new BufferedReader(new InputStreamReader(body, US_ASCII))) {
      open.add(body);
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("event:")) {
          messages.incrementAndGet();
        }
      }
    } catch (IOException e) {
      if (stopped) {
        return;
      }
      throw e;
    }
    if (!stopped) {
      ended.incrementAndGet();
    }
  }

  /** Says this and then reads nothing for twelve scrape intervals. */
  private void silence(String said) throws IOException, InterruptedException {
    var tls = server.trust().getSocketFactory();
    try (var plain = new Socket()) {
      plain.setReceiveBufferSize(4096);
      plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      try (var socket = tls.createSocket(plain, "127.0.0.1", server.port(), true)) {
        socket.getOutputStream().write(said.getBytes(US_ASCII));
        deaf.incrementAndGet();
        for (int i = 0; i < 12 && !stopped; i++) {
          TimeUnit.NANOSECONDS.sleep(plan.interval().toNanos());
        }
      }
    } catch (IOException e) {
      TimeUnit.NANOSECONDS.sleep(plan.interval().toNanos()); // the server had enough of it
    }
  }

  private void look() throws IOException, InterruptedException {
    int client = (int) (messages.get() % plan.clients());
    long start = System.nanoTime();
    for (String path :
        List.of("/", OWN + "session", OWN + "fleet", OWN + "alerts", OWN + "mails")) {
      var _ = api.body(asBrowser(path).build());
    }
    latencies.took("page of the fleet", (System.nanoTime() - start) / 1e6);
    start = System.nanoTime();
    String name = plan.name(client);
    var _ = api.body(asBrowser(OWN + "clients/" + name).build());
    var _ = api.body(asBrowser(OWN + "events?client=" + name).build());
    for (String chart : CHARTS) {
      var _ = api.body(chart(chart.replace("$c", "client=\"" + name + "\"")));
    }
    latencies.took("page of a client", (System.nanoTime() - start) / 1e6);
    TimeUnit.SECONDS.sleep(3);
  }

  private HttpRequest chart(String query) {
    long now = System.currentTimeMillis() / 1000;
    return asBrowser("/api/v1/query_range")
        .header("X-CSRF-Token", csrf)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(
            SoakApi.text(
                "query=" + encoded(query) + "&start=" + (now - 3600) + "&end=" + now + "&step=15"))
        .build();
  }

  /** How many streams of those that read were ended by the server. */
  int ended() {
    return ended.get();
  }

  String counts() {
    return "streams=%d messages=%s ended=%s deaf=%s".formatted(READERS, messages, ended, deaf);
  }

  @Override
  public void close() {
    stopped = true;
    for (var stream : open) {
      try {
        stream.close();
      } catch (Exception _) {
        // ended by itself
      }
    }
    threads.shutdownNow();
    threads.close();
  }
}
