package dev.muster.archive;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far each receiver is in one of the queues: the number of the last row that it does not wait
 * for any more, kept in the file too.
 */
final class Positions {
  private static final Logger LOG = LoggerFactory.getLogger(Positions.class);

  /** How many samples the rows after one have. */
  interface Counting {
    long samplesAfter(long row) throws SQLException;
  }

  /**
   * Where a receiver is.
   *
   * @param position the greatest number for one that is not known
   * @param samples that wait
   * @param lost that were given up since the archive was opened
   */
  record Place(long position, long samples, long lost) {
    static final Place UNKNOWN = new Place(Long.MAX_VALUE, 0, 0);

    Place without(long given) {
      return new Place(position, samples - given, lost + given);
    }
  }

  private final String setting;
  private final Map<String, Place> places = new TreeMap<>();
  private boolean saidFull;

  /** Those whose settings begin with this. */
  Positions(String setting) {
    this.setting = setting;
  }

  /** Reads them. */
  synchronized void load(Connection connection, Counting counting) throws SQLException {
    var query = connection.prepareStatement("SELECT name, value FROM setting WHERE name GLOB ?");
    query.setString(1, setting + "*");
    Rows.forEach(
        query,
        row -> {
          long position = row.getLong(2);
          long samples = counting.samplesAfter(position);
          places.put(row.getString(1).substring(setting.length()), new Place(position, samples, 0));
        });
  }

  /** The greatest of them; 0 for none. */
  synchronized long greatest() {
    return places.values().stream().mapToLong(Place::position).max().orElse(0);
  }

  /** Keeps these receivers, and no others, in the file; new ones wait for rows after one. */
  synchronized void keep(Connection connection, Set<String> names, long newest)
      throws SQLException {
    for (String name : places.keySet()) {
      if (!names.contains(name)) {
        try (var delete = connection.prepareStatement("DELETE FROM setting WHERE name = ?")) {
          delete.setString(1, setting + name);
          delete.executeUpdate();
        }
      }
    }
    for (String name : names) {
      try (var insert =
          connection.prepareStatement(
              "INSERT INTO setting(name, value) VALUES(?, ?) ON CONFLICT(name) DO NOTHING")) {
        insert.setString(1, setting + name);
        insert.setLong(2, newest);
        insert.executeUpdate();
      }
    }
  }

  /** On the writer's thread, before what arrived after it is remembered. */
  synchronized void remember(Set<String> names, long newest) {
    places.keySet().retainAll(names);
    for (String name : names) {
      places.computeIfAbsent(name, n -> new Place(newest, 0, 0));
    }
  }

  /** A row was committed; on the writer's thread. */
  synchronized void arrived(long samples) {
    places.replaceAll(
        (name, place) -> new Place(place.position, place.samples + samples, place.lost));
  }

  synchronized Place of(String receiver) {
    return places.getOrDefault(receiver, Place.UNKNOWN);
  }

  /** Moves a receiver on in memory; false where it is there already, or not known. */
  synchronized boolean pass(String receiver, long upTo, long samples) {
    var place = of(receiver);
    if (place.position >= upTo) {
      return false;
    }
    places.put(receiver, new Place(upTo, place.samples - samples, place.lost));
    return true;
  }

  /** Moves a receiver on in the file. */
  int store(Connection connection, String receiver, long upTo) throws SQLException {
    try (var update =
        connection.prepareStatement("UPDATE setting SET value = max(value, ?) WHERE name = ?")) {
      update.setLong(1, upTo);
      update.setString(2, setting + receiver);
      return update.executeUpdate();
    }
  }

  /** Every receiver has passed the rows up to this one; the greatest number without receivers. */
  synchronized long passedByAll() {
    return places.values().stream().mapToLong(Place::position).min().orElse(Long.MAX_VALUE);
  }

  /** Rows that some wait for are dropped; said once, until it is {@link #enough}. */
  synchronized void givenUp(Map<Long, Integer> samplesOfRows, String why) {
    places.replaceAll((name, place) -> {
      long lost = 0;
      for (var row : samplesOfRows.entrySet()) {
        lost += row.getKey() > place.position ? row.getValue() : 0;
      }
      if (lost > 0 && !saidFull) {
        LOG.warn(
            "msg=\"samples that wait for a remote-write receiver are given up\" receiver={} why=\"{}\"",
            name,
            why);
        saidFull = true;
      }
      return place.without(lost);
    });
  }

  /** Nothing had to be given up. */
  synchronized void enough() {
    saidFull = false;
  }
}
