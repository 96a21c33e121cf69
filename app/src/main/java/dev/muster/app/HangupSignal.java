package dev.muster.app;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SIGHUP, on systems that have it. The JDK's only door to signals is {@code sun.misc.Signal} of
 * module jdk.unsupported; it is reached by reflection, so that a JDK without it merely cannot
 * reload that way.
 */
final class HangupSignal {
  private static final Logger log = LoggerFactory.getLogger(HangupSignal.class);

  private HangupSignal() {}

  /** Runs the action at each SIGHUP from now on. */
  static void onHangup(Runnable action) {
    try {
      var signal = Class.forName("sun.misc.Signal");
      var handler = Class.forName("sun.misc.SignalHandler");
      var run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo((Runnable) () -> Thread.ofVirtual().name("hangup").start(action));
      var handle =
          MethodHandleProxies.asInterfaceInstance(
              handler, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("HUP"), handle);
    } catch (ReflectiveOperationException e) {
      log.debug("msg=\"no SIGHUP on this system\" error=\"{}\"", e.toString());
    }
  }
}
