package dev.muster.scraper.handover;

import java.nio.file.Path;
import java.util.List;

/** What a configuration names that stands beside it: files, servers, secrets. */
sealed interface Surroundings permits Surroundings.Shown, Handover {
  /** How those of a job or receiver get in; nothing where they need not. */
  void logIn(YamlText yaml, String owner, String username, boolean password, boolean token);

  /** The file of the authorities that a job's exporters are known by. */
  String authority(ScrapeJob job);

  /** Who the scraper is. */
  void identity(YamlText yaml);

  /** Where the job's clients are said. */
  void targets(YamlText yaml, ScrapeJob job);

  /** The job of the server itself. */
  void ownJob(YamlText yaml);

  /** To whom alerts go. */
  void alerting(YamlText yaml);

  /** Rule files before those of the fleet. */
  List<String> ruleFiles();

  /** That of the API: targets stand in it, secrets are {@code <secret>}. */
  record Shown(Path authority) implements Surroundings {
    private static final String SECRET = "<secret>";

    @Override
    public void logIn(
        YamlText yaml, String owner, String username, boolean password, boolean token) {
      if (token) {
        yaml.open("authorization");
        yaml.raw("type", "Bearer");
        yaml.raw("credentials", SECRET);
        yaml.close();
      } else if (password) {
        yaml.open("basic_auth");
        yaml.text("username", username);
        yaml.raw("password", SECRET);
        yaml.close();
      }
    }

    @Override
    public String authority(ScrapeJob job) {
      String file = job.access().caFile();
      return file == null ? authority.toString() : file;
    }

    @Override
    public void identity(YamlText yaml) {
      // The scraper's certificate is nobody else's.
    }

    @Override
    public void targets(YamlText yaml, ScrapeJob job) {
      yaml.open("static_configs");
      for (var client : job.clients()) {
        yaml.itemList("targets", client.instance());
        yaml.open("labels");
        yaml.text("job", ScrapeJob.LABEL);
        yaml.text("client", client.name());
        if (!client.group().isEmpty()) {
          yaml.text("group", client.group());
        }
        yaml.close();
        yaml.end();
      }
      yaml.close();
    }

    @Override
    public void ownJob(YamlText yaml) {
      // The server reads its own metrics without being asked.
    }

    @Override
    public void alerting(YamlText yaml) {
      // It tells people itself.
    }

    @Override
    public List<String> ruleFiles() {
      return List.of();
    }
  }
}
