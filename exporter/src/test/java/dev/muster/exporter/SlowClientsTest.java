package dev.muster.exporter;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many clients that say too little too slowly. */
@Timeout(180)
class SlowClientsTest {
  /** The first bytes of a TLS handshake whose rest never comes. */
  private static final byte[] HELLO = {0x16, 3, 1, 1, 0, 1, 0, 0};

  private static final int MANY = 2000;

  @TempDir Path folder;
  private final List<Socket> slow = new ArrayList<>();

  private void connect(int port, int times, byte[] first) throws IOException {
    for (int i = 0; i < times; i++) {
      var socket = new Socket(InetAddress.getLoopbackAddress(), port);
      slow.add(socket);
      try {
        socket.getOutputStream().write(first);
      } catch (SocketException closedByNow) {
        // The exporter may have closed it already.
      }
    }
  }

  private void scrapesAreAnswered(Exporter exporter) throws Exception {
    for (int i = 0; i < 5; i++) {
      try (var client = exporter.freshClient()) {
        HttpResponse<String> answer =
            client.send(exporter.request("/metrics").build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(200);
      }
    }
  }

  private void closeAll() throws IOException {
    for (Socket socket : slow) {
      socket.close();
    }
  }

  @Test
  void halfHandshakes_aNormalScrapeIsServed() throws Exception {
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), Exporter.plain("fine"))) {
      connect(exporter.port(), MANY, HELLO);
      scrapesAreAnswered(exporter);
      assertThat(ended(slow.getFirst())).isTrue();
      closeAll();
    }
  }

  @Test
  void silentConnections_aNormalScrapeIsServed() throws Exception {
    try (Exporter exporter = Exporter.start(Exporter.settings(folder), Exporter.plain("fine"))) {
      connect(exporter.port(), MANY, new byte[0]);
      scrapesAreAnswered(exporter);
      closeAll();
    }
  }

  @Test
  void halfRequestsWithoutTls_aNormalScrapeIsServed() throws Exception {
    try (Exporter exporter =
        Exporter.start(Exporter.withPlainHttp(Exporter.settings(folder)), Exporter.plain("fine"))) {
      connect(exporter.port(), MANY, "GET /metrics HTTP/1.1\r\nHost:".getBytes(US_ASCII));
      scrapesAreAnswered(exporter);
      assertThat(ended(slow.getFirst())).isTrue();
      closeAll();
    }
  }

  private static boolean ended(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException reset) {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 17", "24, 26", "48, 52", "88, 96", "512, 96", "0, 9"})
  void requestThreads_asManyAsTheHeapHolds(long megabytes, int ofEachKind) {
    try (var threads = RequestThreads.forHeap(megabytes << 20)) {
      assertThat(threads.maxUnread()).isEqualTo(ofEachKind);
    }
  }

  @Test
  void requestThreads_oneMoreEndsTheOldestThatHasNotArrived() throws Exception {
    try (var threads = new RequestThreads(2, 32)) {
      var release = new CountDownLatch(1);
      var arrived = new CountDownLatch(1);
      var interrupted = new CountDownLatch(1);
      threads.execute(() -> {
        threads.arrived();
        arrived.countDown();
        sleepUntil(release, new CountDownLatch(1));
      });
      arrived.await();
      var begun = new CountDownLatch(1);
      threads.execute(() -> {
        begun.countDown();
        sleepUntil(release, interrupted);
      });
      begun.await();
      threads.execute(() -> sleepUntil(release, new CountDownLatch(1)));
      threads.execute(() -> sleepUntil(release, new CountDownLatch(1)));
      assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
      release.countDown();
      while (threads.unread() > 0) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  @Test
  void requestThreads_oneThatGreetedOutlivesOlderAndNewerSilentOnes() throws Exception {
    try (var threads = new RequestThreads(3, 32)) {
      var release = new CountDownLatch(1);
      var greeted = new CountDownLatch(1);
      var ended = new CountDownLatch(1);
      threads.execute(() -> {
        threads.greeted();
        greeted.countDown();
        sleepUntil(release, ended);
      });
      greeted.await();
      for (int i = 0; i < 50; i++) {
        threads.execute(() -> sleepUntil(release, new CountDownLatch(1)));
      }
      while (threads.unread() < 3) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(ended.await(200, TimeUnit.MILLISECONDS)).isFalse();
      release.countDown();
    }
  }

  /** Those that were ended and are not gone yet have buffers too. */
  @Test
  void requestThreads_newOnesWaitForTheRoomOfThoseThatWereEnded() throws Exception {
    try (var threads = new RequestThreads(2, 32)) {
      var release = new CountDownLatch(1);
      var running = new AtomicInteger();
      var most = new AtomicInteger();
      var ended = new CountDownLatch(500);
      for (int i = 0; i < 500; i++) {
        threads.execute(() -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          awaitStubbornly(release);
          running.decrementAndGet();
          ended.countDown();
        });
      }
      while (running.get() < 36) {
        TimeUnit.MILLISECONDS.sleep(5);
      }
      release.countDown();
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(most.get()).isEqualTo(36);
    }
  }

  private static void sleepUntil(CountDownLatch release, CountDownLatch interrupted) {
    try {
      release.await();
    } catch (InterruptedException e) {
      interrupted.countDown();
    }
  }

  /** As one that is busy with a handshake does not see at once that it was ended. */
  private static void awaitStubbornly(CountDownLatch release) {
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException seenLater) {
        // It goes on.
      }
    }
  }
}
