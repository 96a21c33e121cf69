package dev.muster.app;

import dev.muster.fleet.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Which clients of a fleet are meant. */
record RolloutChoice(CommandLine command, List<Client> fleet) {
  /**
   * Those of these names or addresses, or of a file of failures; all where nothing is said.
   *
   * @throws ParameterException if one is not in the fleet
   */
  List<Client> of(List<String> names, @Nullable Path from) throws IOException {
    if (from == null) {
      return names.isEmpty() ? fleet : named(names, "");
    }
    var failed =
        Files.readAllLines(from).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(line -> line.split("\t", 2)[0])
            .toList();
    return named(failed, from + ": ");
  }

  private List<Client> named(List<String> names, String where) {
    var chosen = new LinkedHashSet<Client>();
    for (String name : names) {
      var found =
          fleet.stream()
              .filter(client -> client.name().equals(name) || client.ip().equals(name))
              .toList();
      if (found.isEmpty()) {
        throw new ParameterException(
            command,
            where + "'" + name + "' is no client of the fleet file; muster check lists them");
      }
      chosen.addAll(found);
    }
    return List.copyOf(chosen);
  }
}
