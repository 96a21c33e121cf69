package dev.muster.exporter;

import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Bounds of the JDK's HTTP server, set for the whole JVM. It takes them from system properties,
 * once, when its first class loads; what the operator has set stays.
 */
final class ServerLimits {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          // Without it every scrape over a kept connection waits 40 ms for an acknowledgement.
          "sun.net.httpserver.nodelay", "true",
          "sun.net.httpserver.maxReqTime", "15",
          "sun.net.httpserver.maxRspTime", "60",
          // Longer than a scrape interval, so that connections last.
          "sun.net.httpserver.idleInterval", "150",
          "sun.net.httpserver.maxIdleConnections", "50",
          "sun.net.httpserver.maxReqHeaders", "100",
          "sun.net.httpserver.maxReqHeaderSize", "32768",
          // Idle ones cost little; those that have begun to speak are bounded by RequestThreads.
          // Two timers that tick no more often than this, for each tick wakes the machine.
          "sun.net.httpserver.timerMillis", "5000",
          "sun.net.httpserver.clockTick", "15000",
          "jdk.httpserver.maxConnections", "4096");

  /**
   * Where client_java logs a stack trace each time a client hangs up early. The field keeps the
   * logger, which java.util.logging would forget together with its level.
   */
  private static final Logger HANG_UPS =
      Logger.getLogger("io.prometheus.metrics.exporter.httpserver.HttpExchangeAdapter");

  private ServerLimits() {}

  static void set() {
    HANG_UPS.setLevel(Level.OFF);
    PROPERTIES.forEach((name, value) -> {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    });
  }
}
