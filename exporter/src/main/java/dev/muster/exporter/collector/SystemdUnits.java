package dev.muster.exporter.collector;

import dev.muster.exporter.collector.SystemdCollector.Reading;
import dev.muster.exporter.collector.SystemdCollector.Unit;
import dev.muster.exporter.dbus.DbusAddress;
import dev.muster.exporter.dbus.DbusAnswer;
import dev.muster.exporter.dbus.DbusCall;
import dev.muster.exporter.dbus.DbusConnection;
import dev.muster.exporter.dbus.DbusException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What systemd's <a
 * href="https://www.freedesktop.org/software/systemd/man/latest/org.freedesktop.systemd1.html">manager</a>
 * says over D-Bus: all units at once, then of those that are shown what their kind has. A property
 * that an older systemd lacks is left out.
 */
final class SystemdUnits implements Source<Reading> {
  private static final String NAME = "org.freedesktop.systemd1";
  private static final String PATH = "/org/freedesktop/systemd1";
  private static final String MANAGER = NAME + ".Manager";
  private static final Path PRIVATE = Path.of("/run/systemd/private");

  /** Shorter than a page waits for a collector. */
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final int UNIT_NAME = 0;
  private static final int LOAD_STATE = 2;
  private static final int ACTIVE_STATE = 3;
  private static final int UNIT_PATH = 6;
  private static final int UNIT_FIELDS = 10;

  /** A unit in systemd's list. */
  private record Listed(String name, String loaded, String state, String path) {
    static Listed of(Object told) throws DbusException {
      if (told instanceof List<?> fields
          && fields.size() == UNIT_FIELDS
          && fields.get(UNIT_NAME) instanceof String name
          && fields.get(LOAD_STATE) instanceof String loaded
          && fields.get(ACTIVE_STATE) instanceof String state
          && fields.get(UNIT_PATH) instanceof String path) {
        return new Listed(name, loaded, state, path);
      }
      throw new FailedReadingException("systemd lists its units in a way that is not known");
    }

    /** Services and mounts have a type. */
    @Nullable String typed() {
      if (name.endsWith(".service")) {
        return "Service";
      }
      return name.endsWith(".mount") ? "Mount" : null;
    }
  }

  /** What is known of a unit that is shown. */
  private static final class Told {
    private final Listed unit;
    private final Map<UnitProperty, Double> values = new EnumMap<>(UnitProperty.class);
    private String type = "";

    Told(Listed unit) {
      this.unit = unit;
    }

    Unit unit() {
      return new Unit(unit.name(), unit.state(), type, values);
    }
  }

  /** What is asked of a unit: a number, or its type where that is null. */
  private record Question(Told about, @Nullable UnitProperty property) {
    DbusCall call() {
      Listed unit = about.unit;
      return property == null
          ? DbusCall.property(NAME, unit.path(), NAME + "." + unit.typed(), "Type")
          : DbusCall.property(NAME, unit.path(), NAME + "." + property.kind(), property.property());
    }

    void take(DbusAnswer answer) throws DbusException {
      if (answer.error() != null) {
        return;
      }
      if (property == null) {
        about.type = answer.first(String.class);
        return;
      }
      Double value = property.value(answer.first(Long.class));
      if (value != null) {
        about.values.put(property, value);
      }
    }
  }

  private final CollectorSettings settings;
  private final @Nullable String busAddress;

  SystemdUnits(CollectorSettings settings) {
    this(settings, System.getenv("DBUS_SYSTEM_BUS_ADDRESS"));
  }

  SystemdUnits(CollectorSettings settings, @Nullable String busAddress) {
    this.settings = settings;
    this.busAddress = busAddress;
  }

  @Override
  public Reading read() throws IOException, NoDataException {
    boolean direct = settings.extras().contains(Extra.SYSTEMD_PRIVATE);
    Path socket = direct ? PRIVATE : DbusAddress.ofSystem(busAddress);
    if (!Files.exists(socket)) {
      throw new NoDataException("there is no " + socket + "; does systemd run here?");
    }
    try (DbusConnection connection =
        direct ? DbusConnection.direct(socket, PATIENCE) : DbusConnection.toBus(socket, PATIENCE)) {
      return read(connection);
    }
  }

  private Reading read(DbusConnection connection) throws IOException {
    List<DbusAnswer> answers =
        connection.call(
            List.of(
                new DbusCall(NAME, PATH, MANAGER, "ListUnits", List.of()),
                DbusCall.property(NAME, PATH, MANAGER, "Version"),
                DbusCall.property(NAME, PATH, MANAGER, "SystemState")));
    List<Listed> all = new ArrayList<>();
    for (Object each : answers.getFirst().first(List.class)) {
      all.add(Listed.of(each));
    }
    String version = answers.get(1).error() == null ? answers.get(1).first(String.class) : "";
    DbusAnswer state = answers.get(2);
    return new Reading(
        version,
        state.error() == null ? state.first(String.class).equals("running") : null,
        states(all),
        units(connection, all.stream().filter(this::isShown).toList()));
  }

  private static Map<String, Integer> states(List<Listed> all) {
    Map<String, Integer> states = new LinkedHashMap<>();
    SystemdCollector.STATES.forEach(state -> states.put(state, 0));
    all.forEach(unit -> states.merge(unit.state(), 1, Integer::sum));
    return states;
  }

  private boolean isShown(Listed unit) {
    return unit.loaded().equals("loaded")
        && settings.filter(Chosen.SYSTEMD_UNITS).passes(unit.name())
        && settings.filter(Chosen.SYSTEMD_UNITS_EXCLUDED).passes(unit.name());
  }

  private List<Unit> units(DbusConnection connection, List<Listed> shown) throws IOException {
    List<Told> told = shown.stream().map(Told::new).toList();
    List<Question> questions = new ArrayList<>();
    told.forEach(unit -> ask(unit, questions));
    List<DbusAnswer> answers = connection.call(questions.stream().map(Question::call).toList());
    for (int i = 0; i < questions.size(); i++) {
      questions.get(i).take(answers.get(i));
    }
    return told.stream().map(Told::unit).toList();
  }

  private void ask(Told about, List<Question> questions) {
    Listed unit = about.unit;
    if (unit.typed() != null) {
      questions.add(new Question(about, null));
    }
    for (UnitProperty property : UnitProperty.values()) {
      if (!property.isWanted(unit.name(), settings.extras())) {
        continue;
      }
      if (property == UnitProperty.STARTED && !unit.state().equals("active")) {
        about.values.put(property, 0.0);
      } else {
        questions.add(new Question(about, property));
      }
    }
  }
}
