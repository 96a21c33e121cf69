package dev.muster.e2e;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The floors of the house and the few bans, each with its reason. */
class ArchitectureTest {
  /** Every module and the modules it may use: all of them on lower floors. */
  private static final Map<String, List<String>> MAY_USE =
      Map.ofEntries(
          Map.entry("metrics", List.of()),
          Map.entry("fleet", List.of()),
          Map.entry("web", List.of()),
          Map.entry("sqlite", List.of()),
          Map.entry("push", List.of()),
          Map.entry("promql", List.of("metrics")),
          Map.entry("archive", List.of("metrics", "sqlite")),
          Map.entry("rules", List.of("metrics", "fleet")),
          Map.entry("server", List.of("web")),
          Map.entry("ssh", List.of("fleet")),
          Map.entry("exporter", List.of("web", "metrics", "push")),
          Map.entry(
              "scraper",
              List.of(
                  "metrics", "fleet", "web", "sqlite", "push", "promql", "archive", "rules",
                  "server", "ssh")),
          Map.entry(
              "alertbridge",
              List.of("metrics", "fleet", "web", "sqlite", "archive", "rules", "server")),
          Map.entry("console", List.of("metrics", "fleet", "web", "archive", "server")),
          Map.entry("rollout", List.of("fleet", "web", "archive", "server", "ssh")),
          Map.entry(
              "app",
              List.of(
                  "metrics",
                  "fleet",
                  "web",
                  "sqlite",
                  "push",
                  "promql",
                  "archive",
                  "rules",
                  "server",
                  "exporter",
                  "scraper",
                  "alertbridge",
                  "console",
                  "rollout",
                  "ssh")));

  private static JavaClasses classes;

  @BeforeAll
  static void importClasses() {
    classes =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.muster");
  }

  @Test
  void import_foundEveryModule() {
    for (String module : MAY_USE.keySet()) {
      assertThat(classes.that(resideInAnyPackage("dev.muster." + module + "..")))
          .as(module)
          .isNotEmpty();
    }
    assertThat(classes.that(resideInAnyPackage("dev.muster.e2e.."))).isEmpty();
  }

  @Test
  void modules_dependDownwardOnly() {
    var architecture = layeredArchitecture().consideringOnlyDependenciesInLayers();
    for (String module : MAY_USE.keySet()) {
      architecture = architecture.layer(module).definedBy("dev.muster." + module + "..");
    }
    for (var entry : MAY_USE.entrySet()) {
      architecture =
          entry.getValue().isEmpty()
              ? architecture.whereLayer(entry.getKey()).mayNotAccessAnyLayer()
              : architecture
                  .whereLayer(entry.getKey())
                  .mayOnlyAccessLayers(entry.getValue().toArray(String[]::new));
    }
    architecture.check(classes);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.muster.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void packages_areNoDrawers() {
    noClasses()
        .should()
        .resideInAnyPackage("..impl..", "..util..", "..common..", "..helper..", "..manager..")
        .because("a package is named after a concept")
        .check(classes);
  }

  @Test
  void sql_staysWithTheArchive() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.muster.sqlite..", "dev.muster.archive..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
        .because("the schema is known in one place")
        .check(classes);
  }

  @Test
  void processes_areStartedByOneClass() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.muster.exporter.eventlog.LogProgram")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.lang.ProcessBuilder")
        .orShould()
        .callMethod(Runtime.class, "exec", String[].class)
        .orShould()
        .callMethod(Runtime.class, "exec", String.class)
        .because("a process on a watched PC is dear and dangerous")
        .check(classes);
  }

  @Test
  void standardOutput_belongsToTheCommandLine() {
    noClasses()
        .that()
        .resideOutsideOfPackages("dev.muster.app..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .because("programs log; only commands print")
        .check(classes);
  }

  @Test
  void exporter_staysSmall() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.muster.exporter..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "tools.jackson..", "okhttp3..")
        .because("it runs on every PC")
        .check(classes);
    assertThat(classes.contain("dev.muster.exporter.ExporterApp")).isTrue();
  }
}
