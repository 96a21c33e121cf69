package dev.muster.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import picocli.CommandLine;

/** The service definitions of Windows and macOS are well formed and say what the exporter knows. */
class ServiceDefinitionsTest {
  private static final Path FOLDER = Path.of("../distribution");
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");

  private static Document xml(String file) throws Exception {
    var factory = DocumentBuilderFactory.newDefaultInstance();
    factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
    return factory.newDocumentBuilder().parse(FOLDER.resolve(file).toFile());
  }

  private static List<String> texts(Document document, String element) {
    NodeList nodes = document.getElementsByTagName(element);
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      texts.add(nodes.item(i).getTextContent());
    }
    return texts;
  }

  private static List<String> unknown(List<String> arguments) throws Exception {
    var command = new CommandLine(new ExporterCommand());
    assertThat(command.parseArgs(arguments.toArray(String[]::new)).errors()).isEmpty();
    return arguments.stream()
        .filter(argument ->
            command.getCommandSpec().findOption(argument.replaceFirst("=.*", "")) == null)
        .toList();
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher word = WORD.matcher(line);
    while (word.find()) {
      words.add(word.group(1) == null ? word.group(2) : word.group(1));
    }
    return words;
  }

  @Test
  void windows_javaIsStartedAsTheLauncherDoes_withKnownFlags() throws Exception {
    Document service = xml("windows/muster-exporter-service.xml");
    List<String> arguments = words(texts(service, "arguments").getFirst());
    String launcher = Files.readString(FOLDER.resolve("windows/muster-exporter.cmd"));
    int main = arguments.indexOf("dev.muster.exporter.Main");

    assertThat(texts(service, "executable")).containsExactly("%BASE%\\runtime\\bin\\java.exe");
    for (String java : arguments.subList(0, main + 1)) {
      assertThat(launcher).contains(java.replace("%BASE%", "%HOME_DIR%"));
    }
    List<String> flags = arguments.subList(main + 1, arguments.size());
    assertThat(flags).hasSize(2);
    assertThat(unknown(flags)).isEmpty();
  }

  @Test
  void windows_installerSetsThePortThatTheServiceHas() throws Exception {
    String flag = "--web.listen-address=:10100";

    assertThat(texts(xml("windows/muster-exporter-service.xml"), "arguments").getFirst())
        .contains(flag);
    assertThat(Files.readString(FOLDER.resolve("windows/install.ps1")))
        .contains(".Replace('" + flag + "', ", "[int] $Port = 10100");
  }

  @Test
  void macos_flagsAreKnown_andKeysHaveValues() throws Exception {
    Document plist = xml("macos/dev.muster.exporter.plist");
    List<String> program =
        texts(plist, "string").stream().filter(text -> text.startsWith("--")).toList();

    assertThat(program).isNotEmpty();
    assertThat(unknown(program)).isEmpty();
    assertThat(texts(plist, "key"))
        .contains("Label", "ProgramArguments", "RunAtLoad", "KeepAlive", "StandardErrorPath");
    assertThat(texts(plist, "string").getFirst()).isEqualTo("dev.muster.exporter");
  }
}
