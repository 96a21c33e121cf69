package dev.muster.rollout.discover;

import dev.muster.fleet.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An inventory as a table whose first row names the columns: {@code name}, {@code ip}, {@code
 * group}, {@code port}, {@code username}, {@code password}, {@code key-file}, and other programs'
 * words for them. One of name and ip has to be there; columns of other names are passed over.
 */
final class CsvInventory {
  private static final Map<String, List<String>> COLUMNS =
      Map.of(
          "name", List.of("name", "hostname", "computer", "computername", "client", "pc"),
          "ip", List.of("ip", "address", "ip-address", "ipaddress", "ipv4", "host", "ansible-host"),
          "group", List.of("group", "room", "lab", "location"),
          "port", List.of("port", "ssh-port", "ansible-port"),
          "username", List.of("username", "user", "ssh-user", "login", "ansible-user"),
          "password", List.of("password", "ssh-password", "ansible-password"),
          "key-file", List.of("key-file", "keyfile", "key", "ssh-key"));

  private final String file;
  private final Map<String, Integer> columns = new HashMap<>();

  private CsvInventory(String file) {
    this.file = file;
  }

  static List<Host> read(String text, String file) {
    return new CsvInventory(file).hosts(CsvRows.of(text, file));
  }

  private List<Host> hosts(List<CsvRows.Row> rows) {
    if (rows.isEmpty()) {
      throw new DiscoverException(file + ":1: an empty table; begin with a row of column names");
    }
    head(rows.getFirst());
    var hosts = new ArrayList<Host>();
    for (var row : rows.subList(1, rows.size())) {
      hosts.add(host(row));
    }
    return hosts;
  }

  private void head(CsvRows.Row row) {
    for (int i = 0; i < row.values().size(); i++) {
      String given = row.values().get(i).strip().toLowerCase(Locale.ROOT).replaceAll("[ _]", "-");
      int column = i;
      COLUMNS.forEach((name, words) -> {
        if (words.contains(given) && columns.putIfAbsent(name, column) != null) {
          throw new DiscoverException(
              "%s:%d: two columns for %s; keep one".formatted(file, row.line(), name));
        }
      });
    }
    if (!columns.containsKey("ip") && !columns.containsKey("name")) {
      throw new DiscoverException(
          "%s:%d: no column ip and none name; the first row names the columns, such as name,ip,group"
              .formatted(file, row.line()));
    }
  }

  private Host host(CsvRows.Row row) {
    String name = value(row, "name");
    String ip = value(row, "ip");
    if (name.isEmpty() && ip.isEmpty()) {
      throw new DiscoverException(
          "%s:%d: neither name nor ip; give one of them".formatted(file, row.line()));
    }
    String password = value(row, "password");
    var login =
        new Host.Login(
            port(row),
            value(row, "username"),
            password.isEmpty() ? null : new Secret(password),
            value(row, "key-file"));
    return new Host(
        name.isEmpty() ? ip : name,
        ip.isEmpty() ? name : ip,
        value(row, "group"),
        login,
        List.of());
  }

  private int port(CsvRows.Row row) {
    String text = value(row, "port");
    if (text.isEmpty()) {
      return 0;
    }
    @Nullable Integer port = Ports.parse(text);
    if (port == null) {
      throw new DiscoverException(
          "%s:%d: port \"%s\"; use a whole number from 1 to 65535"
              .formatted(file, row.line(), text));
    }
    return port;
  }

  private String value(CsvRows.Row row, String column) {
    int at = Objects.requireNonNullElse(columns.get(column), Integer.MAX_VALUE);
    return at < row.values().size() ? row.values().get(at).strip() : "";
  }
}
