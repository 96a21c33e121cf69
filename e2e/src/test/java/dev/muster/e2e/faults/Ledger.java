package dev.muster.e2e.faults;

import java.util.List;

/** One promise: a load that goes on, the book of what was acknowledged of it, and the count. */
interface Ledger {
  /** Starts the load; everything is up. */
  void begin() throws Exception;

  /** Ends the load; what is under way still arrives. */
  void rest() throws Exception;

  /** Whether all that was acknowledged is where it was promised to be. Asked again and again. */
  boolean isSettled() throws Exception;

  /** Holds what is there to what was acknowledged; everything is up and at rest. */
  List<Tally> count() throws Exception;

  /** Ends the load where a run is cut off. */
  default void cut() {}
}
