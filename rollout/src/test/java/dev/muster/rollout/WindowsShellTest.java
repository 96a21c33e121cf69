package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class WindowsShellTest {
  @Test
  void values_areAsciiWhateverIsInThem() {
    String script = WindowsShell.with(Map.of("base", "C:/Users/Zoë's $HOME"), "\"x=$base\"");
    assertThat(script)
        .contains(
            "$base = [Text.Encoding]::UTF8.GetString([Convert]::FromBase64String("
                + "'QzovVXNlcnMvWm/DqydzICRIT01F'))\n\"x=$base\"\n");
    assertThat(script.chars().allMatch(c -> c < 127)).isTrue();
  }

  @Test
  void files_asSftpNamesThemThere() {
    var shell = new WindowsShell();
    assertThat(shell.path("C:/Program Files/muster-exporter", "upload/list"))
        .isEqualTo("/C:/Program Files/muster-exporter/upload/list");
    assertThat(new PosixShell().path("/opt/x", "upload/list")).isEqualTo("/opt/x/upload/list");
  }

  @Test
  void objects_areNoSentence() {
    assertThat(WindowsShell.withoutObjects("#< CLIXML\r\nit is full\r\n<Objs Version=\"1\">\r\n"))
        .isEqualTo("it is full");
  }

  @Test
  void commandLine_isOfPlainWords() {
    assertThat(WindowsShell.POWERSHELL).matches("[A-Za-z.]+( [-A-Za-z]+)+");
  }

  @Test
  void firstLine_isWhatSaysSomething() {
    assertThat(Shell.firstLine("\r\n  \r\nit \u0007 is\r\nmore")).isEqualTo("it ? is");
    assertThat(Shell.firstLine("")).isEqualTo("nothing");
  }

  @Test
  void includes_standWhereTheyAreNamed() {
    assertThat(ScriptTexts.including("a\n#include b\nc\n", name -> "[" + name + "]\n"))
        .isEqualTo("a\n[b]\nc\n");
    assertThat(ScriptTexts.of("control.sh")).contains("hardening() {").doesNotContain("#include");
    assertThat(ScriptTexts.of("enroll/install.sh")).contains("hardening() {");
  }
}
