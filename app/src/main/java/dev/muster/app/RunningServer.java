package dev.muster.app;

import dev.muster.fleet.Finding;
import java.io.PrintWriter;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** A server that runs until somebody ends it. */
interface RunningServer extends AutoCloseable {
  /** Reads its files anew; every mistake, or none where they are in force. */
  List<Finding> reload();

  /** Where a browser finds it. */
  URI address();

  /** What runs where, for a person. */
  String startTable();

  @Override
  void close();

  /**
   * Says that it is ready, and returns when SIGTERM or SIGINT came; SIGHUP reloads.
   *
   * @param title what stands above the table
   */
  default void serve(PrintWriter out, String title) throws InterruptedException {
    var stopped = new CountDownLatch(1);
    // Ends of the JVM that no signal of ours announced: it waits for this thread, then leaves.
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  close();
                  stopped.countDown();
                },
                "shutdown"));
    Signals.on("HUP", this::reload);
    Signals.on("TERM", stopped::countDown);
    Signals.on("INT", stopped::countDown);
    out.println(title);
    out.print(startTable());
    out.println("Muster is ready: " + address());
    out.flush();
    stopped.await();
  }
}
