package dev.muster.rules;

import dev.muster.metrics.Labels;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Evaluates the groups of all rule files, each at its interval. When files change, groups that did
 * not go on as they are, changed ones keep what their rules know, and series of groups that are
 * gone end.
 */
public final class RuleManager implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RuleManager.class);

  /** How many groups are evaluated at a time: the processor is others' too. */
  private static final int TURNS = 2;

  private final RuleContext context;
  private final RuleMetrics metrics;
  private final Semaphore turns = new Semaphore(TURNS);
  private final ReentrantLock applying = new ReentrantLock();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Map<String, GroupLoop> loops = Map.of();
  private boolean restores = true;

  public RuleManager(RuleContext context, RuleMetrics metrics) {
    this.context = context;
    this.metrics = metrics;
  }

  /**
   * Evaluates these groups from now on. The first ones take over what an earlier process knew of
   * pending alerts.
   */
  public void apply(List<RuleGroup> groups) {
    applying.lock();
    try {
      if (closed.getCount() == 0) {
        return;
      }
      var before = new LinkedHashMap<>(loops);
      var after = new LinkedHashMap<String, GroupLoop>();
      for (var group : groups) {
        var known = before.remove(group.key());
        boolean same = known != null && known.run().group().equals(group);
        after.put(group.key(), same ? known : replace(known, group));
      }
      loops = after;
      before.values().forEach(this::end);
      restores = restores && groups.isEmpty();
    } finally {
      applying.unlock();
    }
  }

  private GroupLoop replace(@Nullable GroupLoop known, RuleGroup group) {
    var run = new GroupRun(group, context, metrics, !restores);
    if (known != null) {
      known.stop();
      run.copyState(known.run());
    }
    var loop = new GroupLoop(run, context.clock(), metrics, turns, restores);
    loop.start();
    return loop;
  }

  /** Stops a group; what it gave ends two intervals later, unless another group gives it then. */
  private void end(GroupLoop loop) {
    loop.stop();
    var run = loop.run();
    metrics.forget(run.group());
    var given = run.given();
    if (!given.isEmpty()) {
      Thread.ofVirtual().name("rules end").start(() -> endLater(run, given));
    }
  }

  private void endLater(GroupRun run, Set<Labels> given) {
    try {
      if (closed.await(2 * run.interval().toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      var left = new HashSet<>(given);
      loops.values().forEach(loop -> left.removeAll(loop.run().given()));
      var samples = new Samples();
      left.forEach(samples::end);
      if (!left.isEmpty()) {
        context.sink().append(run.group().key(), context.clock().millis(), samples.values());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.warn(
          "msg=\"series of a removed group not ended\" group=\"{}\" reason=\"{}\"",
          run.group().key(),
          e.getMessage());
    }
  }

  /** All groups, by file and name. */
  public List<GroupStatus> status() {
    var all = new ArrayList<GroupStatus>();
    loops.values().forEach(loop -> all.add(loop.run().status()));
    all.sort(
        Comparator.comparing((GroupStatus status) -> status.group().file())
            .thenComparing(status -> status.group().name()));
    return all;
  }

  /** Stops all groups; their series stay as they are, for the next start. */
  @Override
  public void close() {
    applying.lock();
    try {
      closed.countDown();
      loops.values().forEach(GroupLoop::stop);
    } finally {
      applying.unlock();
    }
  }
}
