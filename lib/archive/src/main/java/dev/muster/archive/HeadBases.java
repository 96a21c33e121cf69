package dev.muster.archive;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which head row of a client its next one is told by, as what changed since. A key row tells all;
 * each row after it is told by the one before, and every eighth by the key: so reading a row takes
 * nine at most, and a damaged one takes few others with it. Only committed rows are bases.
 */
final class HeadBases {
  /** A key stands for so many rows; each of them is as large as three or four others. */
  private static final int KEY_ROWS = 64;

  /** So many follow each other before one follows the key again. */
  private static final int NEAR_ROWS = 8;

  /** A row that others can be told by. */
  record Base(long id, long time, SeriesSet set, HeadRowCodec codec) {}

  private static final class Client {
    private final Base key;
    private Base near;
    private int sinceKey;
    private int sinceNear;
    private long newest;

    Client(Base key) {
      this.key = key;
      this.near = key;
      this.newest = key.time();
    }

    Base next() {
      return sinceNear < NEAR_ROWS - 1 ? near : key;
    }

    void follow(Base row) {
      sinceKey++;
      sinceNear = sinceNear < NEAR_ROWS - 1 ? sinceNear + 1 : 0;
      near = row;
      newest = Math.max(newest, row.time());
    }

    boolean has(long id) {
      return key.id() == id || near.id() == id;
    }
  }

  private final Map<String, Client> clients = new HashMap<>();

  /** What a scrape is to be told by; null where it shall be a key. */
  synchronized @Nullable Base next(String client, SeriesSet set, long time) {
    var known = clients.get(client);
    if (known == null || !known.key.set().equals(set) || known.sinceKey >= KEY_ROWS - 1) {
      return null;
    }
    long interval = Math.max(1, time - known.newest);
    boolean sealedTogether =
        SealWindow.of(time, interval).equals(SealWindow.of(known.key.time(), interval));
    return sealedTogether ? known.next() : null;
  }

  /** Whether a row still is a base; on the writer's thread, which also forgets. */
  synchronized boolean holds(String client, long id) {
    var known = clients.get(client);
    return known != null && known.has(id);
  }

  /** Takes a row that was committed. */
  synchronized void stored(String client, SeriesSet set, long id, EncodedScrape scrape) {
    var codec = scrape.codec();
    if (codec == null) {
      clients.remove(client);
      return;
    }
    var row = new Base(id, scrape.time, set, codec);
    var known = clients.get(client);
    if (scrape.base() == 0) {
      clients.put(client, new Client(row));
    } else if (known != null && known.next().id() == scrape.base()) {
      known.follow(row);
    }
  }

  /** Takes rows, ascending, for bases no longer; they may be dropped in a commit after this one. */
  synchronized int forget(long[] ids) {
    int before = clients.size();
    clients.values().removeIf(known -> isAny(ids, known));
    return before - clients.size();
  }

  private static boolean isAny(long[] ids, Client known) {
    return Arrays.binarySearch(ids, known.key.id()) >= 0
        || Arrays.binarySearch(ids, known.near.id()) >= 0;
  }
}
