package dev.muster.app;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals such as SIGHUP, on systems that have them. The JDK's only door to them is {@code
 * sun.misc.Signal} of module jdk.unsupported; it is reached by reflection, so that a JDK without it
 * merely goes on as it would by itself.
 */
final class Signals {
  private static final Logger log = LoggerFactory.getLogger(Signals.class);

  private Signals() {}

  /**
   * Runs the action at each such signal from now on, and nothing else.
   *
   * @param name as {@code HUP}, without SIG
   */
  static void on(String name, Runnable action) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo((Runnable) () -> Thread.ofVirtual().name("signal " + name).start(action));
      var handle =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), handle);
    } catch (ReflectiveOperationException e) {
      log.debug("msg=\"no such signal here\" signal={} error=\"{}\"", name, e.toString());
    }
  }
}
