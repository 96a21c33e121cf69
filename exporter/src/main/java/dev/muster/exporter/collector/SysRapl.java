package dev.muster.exporter.collector;

import dev.muster.exporter.collector.RaplCollector.Zone;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The zones in {@code /sys/class/powercap}. A name such as {@code package-1} has the zone's index
 * in it; zones of one name without are counted.
 */
final class SysRapl implements Source<List<Zone>> {
  private static final Pattern INDEXED = Pattern.compile("([^-]*)-(\\d{1,9})");
  private static final double MICRO = 1e6;

  /** What stays the same while the zone is there. */
  private record Place(String path, SysFile name, SysFile energy) {
    static Place of(Path folder, boolean kept) {
      return new Place(
          folder.toString(),
          new SysFile(folder.resolve("name"), false),
          new SysFile(folder.resolve("energy_uj"), kept));
    }
  }

  private final SysFolder<Place> places;

  SysRapl(Path folder) {
    places = new SysFolder<>(folder, name -> true, Place::of);
  }

  @Override
  public List<Zone> read() throws NoDataException {
    List<Zone> zones = new ArrayList<>();
    Map<String, Integer> next = new HashMap<>();
    for (Place place : places.devices()) {
      String told = place.name().text();
      if (told == null) {
        continue;
      }
      Matcher indexed = INDEXED.matcher(told);
      String name = indexed.matches() ? indexed.group(1) : told;
      int index =
          indexed.matches() ? Integer.parseInt(indexed.group(2)) : next.getOrDefault(name, 0);
      next.put(name, index + 1);
      Double energy = place.energy().number();
      if (energy == null) {
        throw new NoDataException(place.path() + "/energy_uj may not be read");
      }
      zones.add(new Zone(name, Integer.toString(index), place.path(), energy / MICRO));
    }
    if (zones.isEmpty()) {
      throw new NoDataException("this machine does not tell its energy");
    }
    return zones;
  }
}
