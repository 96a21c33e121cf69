package dev.muster.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be seen of the PowerShell scripts without Windows: they stay within some laws. */
class PowerShellLawsTest {
  /** What Windows PowerShell 5.1 does not know. */
  private static final Pattern NEWER =
      Pattern.compile(
          "\\?\\?|\\?\\.|&&|\\|\\||-Parallel\\b|-AsByteStream|utf8NoBOM|Join-String|Get-Error\\b"
              + "|\\$Is(Windows|Linux|MacOS|CoreCLR)\\b|-NoEmphasis|Test-Json|\\S \\? \\S+ : ",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern NATIVE = Pattern.compile("^\\s*& (\\$\\w+|\\w+\\.exe|'')( .*)?$");

  private static String script(String name) throws IOException {
    return name.startsWith("../")
        ? Files.readString(Path.of(name))
        : name.equals("frame.ps1")
            ? ScriptTexts.including(ScriptTexts.read(name), inner -> "'x'")
            : ScriptTexts.of(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "frame.ps1",
        "look.ps1",
        "prepare.ps1",
        "control.ps1",
        "enroll/install.ps1",
        "../distribution/windows/install.ps1"
      })
  void script_keepsTheLaws(String name) throws Exception {
    String text = script(name);
    String code = PowerShellCode.of(text);
    assertThat(text.codePoints().filter(c -> c > 126 || (c < 32 && c != '\n')).count())
        .as("ASCII alone: 5.1 reads a file without a mark in the machine's code page")
        .isZero();
    assertThat(NEWER.matcher(code).results().map(found -> found.group()).toList()).isEmpty();
    assertThat(code).as("a path outside of quotes").doesNotContain("\\").doesNotContain(":/");
    assertThat(text).doesNotContain("#include ");
    assertThat(firstStatement(code)).isEqualTo("$ErrorActionPreference = ''");
    assertThat(text).contains("\n$ErrorActionPreference = 'Stop'\n");
    assertThat(unchecked(code)).isEmpty();
    assertThat(code.chars().filter(c -> c == '{').count())
        .isEqualTo(code.chars().filter(c -> c == '}').count());
  }

  /** The first that is neither the parameters nor what is written before them. */
  private static String firstStatement(String code) {
    String rest = code.strip();
    if (rest.startsWith("[CmdletBinding()]")) {
      rest = rest.substring("[CmdletBinding()]".length()).strip();
    }
    if (rest.startsWith("param(")) {
      rest = rest.substring(rest.indexOf("\n)") + 2).strip();
    }
    return rest.lines().findFirst().orElse("").strip();
  }

  /** The calls of programs behind which nobody looks at how they ended. */
  private static List<String> unchecked(String code) {
    var unchecked = new ArrayList<String>();
    var lines = code.lines().filter(line -> !line.isBlank()).toList();
    for (int i = 0; i < lines.size(); i++) {
      if (NATIVE.matcher(lines.get(i)).matches()) {
        int last = i;
        while (lines.get(last).endsWith("`")) {
          last++;
        }
        if (last + 1 >= lines.size() || !lines.get(last + 1).contains("$LASTEXITCODE")) {
          unchecked.add(lines.get(i).strip());
        }
      }
    }
    return unchecked;
  }

  @Test
  void laws_seeWhatBreaksThem() {
    assertThat(unchecked(PowerShellCode.of("& $tar -x `\n  $a\n$b = 1\n& curl.exe x\n")))
        .containsExactly("& $tar -x `", "& curl.exe x");
    assertThat(unchecked(PowerShellCode.of("& $tar -x\nif ($LASTEXITCODE -ne 0) { throw 'x' }\n")))
        .isEmpty();
    for (String newer : List.of("$a ?? 1", "a && b", "$x = $y ? 1 : 2", "$a?.Length", "a || b")) {
      assertThat(NEWER.matcher(PowerShellCode.of(newer)).find()).as(newer).isTrue();
    }
    assertThat(PowerShellCode.of("'a''\\b' \"x$(& \"$b\\c\" ')')`\"\\\" # && \\\n$c <# \\ #>"))
        .isEqualTo("'' '' \n$c ");
    assertThat(PowerShellCode.of("a @\"\n\"\\b\"\n\"@ c")).isEqualTo("a '' c");
  }
}
