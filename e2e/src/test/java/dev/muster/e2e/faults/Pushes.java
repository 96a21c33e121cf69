package dev.muster.e2e.faults;

import dev.muster.push.Bytes;
import dev.muster.push.Receiver;
import dev.muster.push.WriteMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Samples that are pushed by remote write, with numbered values: one sender whose samples are of
 * now, one whose samples jump to and fro between the two-hour periods of two days, so that the
 * archive seals and merges all the time. A request that was not answered is sent again, or given up
 * for the next one; then its samples may be there or not.
 */
final class Pushes implements Ledger {
  private static final int SERIES = 5;
  private static final int SAMPLES = 4;
  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final long PERIOD = Duration.ofHours(2).toMillis();
  private static final int PERIODS = 24;
  private static final String NAME = "faults_pushed";

  private final Api api;
  private final List<Lane> lanes = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean goesOn = true;

  Pushes(Api api, long seed) {
    this.api = api;
    long begin = System.currentTimeMillis();
    lanes.add(new Lane("now", seed, number -> begin + number * SAMPLES));
    long old = begin - begin % PERIOD - (PERIODS + 1) * PERIOD;
    lanes.add(
        new Lane(
            "past", seed + 1, number -> old + number * 7 % PERIODS * PERIOD + number * SAMPLES));
  }

  private interface Times {
    /** The time of the first sample of a request; those of different requests differ. */
    long of(long number);
  }

  /** A sender and its book: numbers of requests by the time of their first sample. */
  private final class Lane implements Runnable {
    private final String name;
    private final Random random;
    private final Times times;
    private final NavigableMap<Long, Long> acknowledged = new ConcurrentSkipListMap<>();
    private final NavigableMap<Long, Long> tried = new ConcurrentSkipListMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicLong requests = new AtomicLong();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    Lane(String name, long seed, Times times) {
      this.name = name;
      this.random = new Random(seed);
      this.times = times;
    }

    @Override
    public void run() {
      var receiver = api.receiver();
      try {
        for (long number = 0; goesOn; number++) {
          send(receiver, number);
          TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private void send(Receiver receiver, long number) throws InterruptedException {
      byte[] body = message(name, times.of(number), number);
      tried.put(times.of(number), number);
      requests.incrementAndGet();
      while (true) {
        switch (receiver.send(body)) {
          case Receiver.Answer.Taken _ -> {
            acknowledged.put(times.of(number), number);
            return;
          }
          case Receiver.Answer.Refused refusal -> {
            refused.add(refusal.reason());
            return;
          }
          case Receiver.Answer.Later _ -> {
            unanswered.incrementAndGet();
            if (!goesOn || random.nextInt(4) == 0) {
              return;
            }
            TimeUnit.MILLISECONDS.sleep(50);
          }
        }
      }
    }
  }

  private static byte[] message(String lane, long time, long number) {
    var message = new WriteMessage();
    for (int series = 0; series < SERIES; series++) {
      var labels = new Bytes(128);
      WriteMessage.label(labels, "__name__", NAME);
      WriteMessage.label(labels, "lane", lane);
      WriteMessage.label(labels, "series", Integer.toString(series));
      for (int i = 0; i < SAMPLES; i++) {
        message.sample(Double.doubleToRawLongBits(value(number, series, i)), time + i);
      }
      message.series(labels.copy());
    }
    return message.compressed();
  }

  private static double value(long number, int series, int sample) {
    return number * 100 + series * 10L + sample + 0.25;
  }

  @Override
  public void begin() {
    lanes.forEach(lane -> threads.add(Thread.ofVirtual().name("push-" + lane.name).start(lane)));
  }

  @Override
  public void rest() throws InterruptedException {
    goesOn = false;
    for (var thread : threads) {
      thread.join();
    }
  }

  @Override
  public boolean isSettled() {
    return true; // What was answered is on the disk.
  }

  @Override
  public List<Tally> count() throws Exception {
    var tallies = new ArrayList<Tally>();
    for (var lane : lanes) {
      tallies.add(count(lane));
    }
    return tallies;
  }

  private Tally count(Lane lane) throws Exception {
    var there = api.samples("%s{lane=\"%s\"}[4d]".formatted(NAME, lane.name), "series");
    long lost = 0;
    long strange = 0;
    for (int series = 0; series < SERIES; series++) {
      var samples = there.getOrDefault(Integer.toString(series), new TreeMap<>());
      lost += missing(lane.acknowledged, samples, series);
      strange += samples.size() - present(lane.tried, samples, series);
    }
    var note =
        "%d requests, %d without an answer".formatted(lane.requests.get(), lane.unanswered.get());
    if (!lane.refused.isEmpty()) {
      note += ", refused: " + lane.refused;
    }
    return new Tally(
        "samples pushed, of " + lane.name,
        (long) lane.acknowledged.size() * SERIES * SAMPLES,
        lost + lane.refused.size(),
        strange,
        note);
  }

  private static long missing(
      NavigableMap<Long, Long> requests, Map<Long, Double> samples, int series) {
    return (long) requests.size() * SAMPLES - present(requests, samples, series);
  }

  /** How many of the samples of these requests are there, with their values. */
  private static long present(
      NavigableMap<Long, Long> requests, Map<Long, Double> samples, int series) {
    long present = 0;
    for (var request : requests.entrySet()) {
      for (int i = 0; i < SAMPLES; i++) {
        Double found = samples.get(request.getKey() + i);
        if (found != null && found == value(request.getValue(), series, i)) {
          present++;
        }
      }
    }
    return present;
  }

  @Override
  public void cut() {
    goesOn = false;
  }
}
