package dev.muster.exporter.collector;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Linux keeps time by, from {@code /sys/devices/system/clocksource}. */
final class Clocksources implements Source<List<Clocksources.Clocksource>> {
  /**
   * One device's sources.
   *
   * @param device the number in its folder's name
   * @param current the source in use
   * @param available all that it could use
   */
  record Clocksource(String device, String current, List<String> available) {
    /** From the texts of its two files. */
    static Clocksource parse(String device, String current, String available) {
      List<String> names = new ArrayList<>();
      var words = new Words("available_clocksource", available);
      while (words.nextLine()) {
        while (words.hasNext()) {
          names.add(words.next());
        }
      }
      return new Clocksource(device, current.strip(), names);
    }
  }

  private record Device(String number, ProcFile current, ProcFile available) {}

  private final Path folder;
  private @Nullable List<Device> devices;

  Clocksources(Path sysfs) {
    folder = sysfs.resolve("devices/system/clocksource");
  }

  /** All devices, which are looked for once; none where the folder is missing. */
  @Override
  public List<Clocksource> read() throws IOException {
    if (devices == null) {
      devices = find();
    }
    List<Clocksource> sources = new ArrayList<>(devices.size());
    for (Device device : devices) {
      sources.add(Clocksource.parse(device.number, device.current.read(), device.available.read()));
    }
    return sources;
  }

  private List<Device> find() throws IOException {
    List<Device> found = new ArrayList<>();
    String prefix = "clocksource";
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder, prefix + "*")) {
      for (Path path : paths) {
        found.add(
            new Device(
                path.getFileName().toString().substring(prefix.length()),
                new ProcFile(path.resolve("current_clocksource")),
                new ProcFile(path.resolve("available_clocksource"))));
      }
    } catch (NoSuchFileException e) {
      return List.of();
    }
    return found;
  }
}
