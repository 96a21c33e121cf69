package dev.muster.alertbridge;

import dev.muster.fleet.Alerting;
import dev.muster.fleet.Client;
import dev.muster.fleet.ClientAlerting;
import dev.muster.fleet.Fleet;
import dev.muster.fleet.Inhibition;
import dev.muster.fleet.LabelCondition;
import dev.muster.fleet.Limit;
import dev.muster.fleet.LimitType;
import dev.muster.fleet.Maintenance;
import dev.muster.fleet.PageRules;
import dev.muster.fleet.Receiver;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The fleet of a story, a line each:
 *
 * <pre>
 * settings group-by=client group-wait=0s …          as attributes of alerting
 * client pc1 group=lab mail=a@x.org,b@x.org parent=sw1 expect=07:00-18:00 notify=hook
 *     escalate-after=30m escalate-to=boss@x.org memory>50:for=5m:clear=45 offline:for=3m
 * inhibit source=type="offline" target=type="memory" equal=group
 * window night 02:00-04:00 group="lab"
 * receiver hook resolved=no
 * defaults it@x.org
 * </pre>
 */
final class StoryFleet {
  private static final Pattern CONDITION = Pattern.compile("(\\w+)(=~|!~|!=|=)\"(.*)\"");

  private final Map<String, String> settings = new HashMap<>();
  private final List<Client> clients = new ArrayList<>();
  private final List<Inhibition> inhibitions = new ArrayList<>();
  private final List<Maintenance> windows = new ArrayList<>();
  private final List<Receiver> receivers = new ArrayList<>();
  private List<String> mail = List.of();

  static Fleet read(List<String> lines) {
    var fleet = new StoryFleet();
    for (String line : lines) {
      String[] words = line.strip().split(" +", -1);
      var rest = Arrays.asList(words).subList(1, words.length);
      switch (words[0]) {
        case "settings" -> fleet.settings.putAll(pairs(rest));
        case "client" -> fleet.addClients(rest);
        case "inhibit" -> fleet.inhibitions.add(inhibition(pairs(rest)));
        case "window" ->
            fleet.windows.add(
                new Maintenance(
                    rest.get(0),
                    conditions(rest.subList(2, rest.size())),
                    DailyHours.of(rest.get(1)),
                    ""));
        case "receiver" -> fleet.receivers.add(receiver(rest));
        case "defaults" -> fleet.mail = List.of(rest.getFirst().split(",", -1));
        default -> throw new IllegalArgumentException("no line of a fleet: " + line);
      }
    }
    return fleet.make();
  }

  private static Map<String, String> pairs(List<String> words) {
    var pairs = new HashMap<String, String>();
    for (String word : words) {
      int at = word.indexOf('=');
      pairs.put(word.substring(0, at), word.substring(at + 1));
    }
    return pairs;
  }

  private Fleet make() {
    var bare = Fleets.of(null, clients);
    return new Fleet(
        null,
        bare.scrape(),
        bare.archive(),
        bare.global(),
        List.of(),
        mail,
        clients,
        List.of(),
        alerting(),
        List.of());
  }

  private Alerting alerting() {
    var usual = Alerting.DEFAULT;
    return new Alerting(
        settings.containsKey("group-by")
            ? Arrays.stream(settings.get("group-by").split(",", -1))
                .filter(n -> !n.isEmpty())
                .toList()
            : usual.groupBy(),
        time("group-wait", usual.groupWait()),
        time("offline-wait", usual.offlineWait()),
        time("group-interval", usual.groupInterval()),
        time("repeat-interval", usual.repeatInterval()),
        time("resolve-delay", usual.resolveDelay()),
        number("gather-from", usual.gatherFrom()),
        usual.mailsPerAddress(),
        number("flap-changes", usual.flapChanges()),
        time("flap-window", usual.flapWindow()),
        inhibitions,
        windows,
        receivers,
        List.of(),
        null,
        null);
  }

  private Duration time(String name, Duration usual) {
    String text = settings.get(name);
    return text == null ? usual : duration(text);
  }

  private int number(String name, int usual) {
    String text = settings.get(name);
    return text == null ? usual : Integer.parseInt(text);
  }

  /** {@code pc1..40} stands for forty of them. */
  private void addClients(List<String> words) {
    var range = Pattern.compile("(.*?)(\\d+)\\.\\.(\\d+)").matcher(words.getFirst());
    if (!range.matches()) {
      clients.add(client(words.getFirst(), words));
      return;
    }
    int last = Integer.parseInt(range.group(3));
    for (int i = Integer.parseInt(range.group(2)); i <= last; i++) {
      clients.add(client(range.group(1) + i, words));
    }
  }

  private static Client client(String name, List<String> words) {
    var limits = new ArrayList<Limit>();
    var named = new HashMap<String, String>();
    for (String word : words.subList(1, words.size())) {
      if (word.matches("[a-z]+([<>].*|:.*)?") && LimitType.named(limitName(word)).isPresent()) {
        limits.add(limit(word));
      } else {
        named.putAll(pairs(List.of(word)));
      }
    }
    String mail = named.getOrDefault("mail", "it@example.org");
    var bare =
        Fleets.client(
            name, named.getOrDefault("group", ""), list(mail), false, limits.toArray(Limit[]::new));
    return new Client(
        name,
        bare.group(),
        bare.ip(),
        bare.ssh(),
        bare.exporter(),
        bare.mail(),
        bare.limits(),
        PageRules.DEFAULT,
        alerting(named));
  }

  private static ClientAlerting alerting(Map<String, String> named) {
    return new ClientAlerting(
        named.getOrDefault("parent", ""),
        named.containsKey("expect") ? DailyHours.of(named.get("expect")) : null,
        named.containsKey("escalate-after") ? duration(named.get("escalate-after")) : null,
        list(named.getOrDefault("escalate-to", "")),
        list(named.getOrDefault("notify", "")),
        ClientAlerting.EventMails.NEVER);
  }

  private static List<String> list(String text) {
    return text.isEmpty() || text.equals("nobody") ? List.of() : List.of(text.split(",", -1));
  }

  private static String limitName(String word) {
    return word.split("[<>:]", 2)[0];
  }

  private static Limit limit(String word) {
    String[] parts = word.split(":", -1);
    String[] sides = parts[0].split("[<>]", -1);
    double threshold = sides.length > 1 ? Double.parseDouble(sides[1]) : 0;
    double clear = threshold;
    var hold = Duration.ZERO;
    for (String part : parts) {
      if (part.startsWith("for=")) {
        hold = duration(part.substring(4));
      } else if (part.startsWith("clear=")) {
        clear = Double.parseDouble(part.substring(6));
      }
    }
    var direction = word.contains("<") ? Limit.Direction.BELOW : Limit.Direction.ABOVE;
    return new Limit(LimitType.named(sides[0]).orElseThrow(), threshold, direction, hold, clear);
  }

  private static Inhibition inhibition(Map<String, String> pairs) {
    return new Inhibition(
        conditions(List.of(pairs.getOrDefault("source", "").split(",", -1))),
        conditions(List.of(pairs.getOrDefault("target", "").split(",", -1))),
        list(pairs.getOrDefault("equal", "")));
  }

  private static List<LabelCondition> conditions(List<String> words) {
    var conditions = new ArrayList<LabelCondition>();
    for (String word : words) {
      var condition = CONDITION.matcher(word);
      if (!condition.matches()) {
        throw new IllegalArgumentException("no condition: " + word);
      }
      var comparison =
          Arrays.stream(LabelCondition.Comparison.values())
              .filter(one -> one.symbol().equals(condition.group(2)))
              .findFirst()
              .orElseThrow();
      conditions.add(new LabelCondition(condition.group(1), comparison, condition.group(3)));
    }
    return conditions;
  }

  private static Receiver receiver(List<String> words) {
    boolean resolved = !words.contains("resolved=no");
    return new Receiver(
        words.getFirst(),
        Receiver.Kind.WEBHOOK,
        URI.create("https://hook.example.org/"),
        "",
        null,
        null,
        null,
        null,
        resolved);
  }

  static Duration duration(String text) {
    return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
  }
}
