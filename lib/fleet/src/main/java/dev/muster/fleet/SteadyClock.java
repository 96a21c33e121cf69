package dev.muster.fleet;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The system's time, made fit for what must not come twice. Where the system's clock is set back by
 * up to {@link #LONGEST_BACK}, this one goes on, a tenth slower, until the other has caught up: no
 * time comes twice, so that no sample stands beside one of an hour ago, and no mail, reminder or
 * digest is due again. Where it is set back by more, this one follows. Where it is set forward, as
 * after a machine slept, this one follows at once and counts by how much, so that nobody takes the
 * time that was left out for time in which something was seen to last.
 */
public final class SteadyClock implements InstantSource {
  /** By how much the system's clock may be set back without this one following. */
  public static final Duration LONGEST_BACK = Duration.ofHours(2);

  /** What lies below is no jump: clocks are corrected all the time. */
  static final Duration SHORTEST_JUMP = Duration.ofSeconds(30);

  private static final Logger LOG = LoggerFactory.getLogger(SteadyClock.class);
  private static final Duration TOLD_BACK = Duration.ofSeconds(5);
  private static final int SLOWER = 10;

  private final InstantSource system;
  private final LongSupplier nanos;
  private Instant shown;
  private Instant read;
  private long readNanos;
  private boolean toldBack;
  private Duration jumped = Duration.ZERO;

  public SteadyClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  /**
   * With clocks of its own.
   *
   * @param nanos time that passes, which nobody sets
   */
  public SteadyClock(InstantSource system, LongSupplier nanos) {
    this.system = system;
    this.nanos = nanos;
    this.read = system.instant();
    this.readNanos = nanos.getAsLong();
    this.shown = read;
  }

  /** How far forward the clock of an {@link InstantSource} was set so far; of others nothing. */
  public static long jumpedMillis(InstantSource clock) {
    return clock instanceof SteadyClock steady ? steady.jumpedMillis() : 0;
  }

  /** Goes on behind this time, where it lies ahead by no more than {@link #LONGEST_BACK}. */
  public synchronized void notBefore(Instant time) {
    var now = instant();
    if (time.isAfter(now) && !time.isAfter(now.plus(LONGEST_BACK))) {
      shown = time;
    }
  }

  @Override
  public synchronized Instant instant() {
    var now = system.instant();
    long atNanos = nanos.getAsLong();
    var passed = Duration.ofNanos(Math.max(0, atNanos - readNanos));
    noteJump(Duration.between(read, now).minus(passed), now);
    read = now;
    readNanos = atNanos;
    var slower = shown.plus(passed.minus(passed.dividedBy(SLOWER)));
    var ahead = Duration.between(now, slower);
    if (ahead.isNegative() || ahead.isZero()) {
      caughtUp(now);
    } else if (ahead.compareTo(LONGEST_BACK) > 0) {
      LOG.error("msg=\"the clock was set back, following it\" by={}", ahead);
      shown = now;
      toldBack = false;
    } else {
      tellBack(ahead);
      shown = slower;
    }
    return shown;
  }

  private void noteJump(Duration jump, Instant now) {
    // What only takes back a step back leads nowhere new.
    var ahead = Duration.between(shown, now);
    var real = jump.compareTo(ahead) < 0 ? jump : ahead;
    if (real.compareTo(SHORTEST_JUMP) > 0) {
      LOG.warn("msg=\"the clock was set forward, or the machine slept\" by={}", real);
      jumped = jumped.plus(real);
    }
  }

  private void tellBack(Duration ahead) {
    if (!toldBack && ahead.compareTo(TOLD_BACK) > 0) {
      LOG.warn(
          "msg=\"the clock was set back; times go on, a tenth slower, until it has caught up\""
              + " by={}",
          ahead);
      toldBack = true;
    }
  }

  private void caughtUp(Instant now) {
    if (toldBack) {
      LOG.info("msg=\"the clock has caught up after it was set back\"");
    }
    toldBack = false;
    shown = now;
  }

  /** By how much the system's clock was set forward in all, in milliseconds. */
  public synchronized long jumpedMillis() {
    instant();
    return jumped.toMillis();
  }

  /** By how much this clock is ahead of the system's. */
  public synchronized Duration ahead() {
    var now = instant();
    return Duration.between(read, now);
  }
}
