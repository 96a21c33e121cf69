package dev.muster.alertbridge;

import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;

/** What it means for people when a limit is crossed, in a sentence or two. */
final class Meaning {
  private Meaning() {}

  static String of(LimitType type, Limit.Direction direction) {
    boolean above = direction == Limit.Direction.ABOVE;
    return switch (type) {
      case CPU ->
          above
              ? "That share of the processors' time is taken. The longer it lasts, the slower"
                  + " everything on this machine answers."
              : "The processors have less to do than expected: a program that should be working"
                  + " may have stopped.";
      case MEMORY ->
          above
              ? "That share of the memory is in use and cannot be had back at once. Close to 100%"
                  + " the machine slows down a lot and may end programs."
              : "Less memory is in use than expected: a program that should be running may have"
                  + " stopped.";
      case SWAP ->
          above
              ? "Memory ran short and that share of the swap space had to step in. The machine is"
                  + " slow while it swaps."
              : "Less swap space is in use than expected.";
      case DISK ->
          above
              ? "That share of the drive is taken. When it is full, programs can no longer save"
                  + " and may stop."
              : "The drive holds less than expected: data may be missing or a drive not mounted.";
      case LOAD ->
          above
              ? "That many programs per processor core want to run or wait for a drive. Above 1,"
                  + " work queues up."
              : "Fewer programs want to run than expected.";
      case UPTIME ->
          above
              ? "The machine has not been restarted for that long. Updates may be waiting for a"
                  + " restart."
              : "The machine was restarted a short while ago.";
      case OFFLINE ->
          "Its exporter does not answer: the machine is off, the network between is down, or the"
              + " exporter has stopped. Its other limits are not checked meanwhile.";
    };
  }
}
