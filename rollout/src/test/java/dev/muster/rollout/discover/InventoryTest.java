package dev.muster.rollout.discover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.muster.fleet.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryTest {
  private static final String INI =
      """
      # everything
      lone ansible_host=10.1.2.3 ansible_port=2222
      named.example.org:5309

      [lab2]
      pc[01:03] ansible_user=monitor ansible_password='s3 "cret' # the lab
      [lab1]
      db-[a:b].example.org
      pc01 ansible_ssh_private_key_file=~/.ssh/lab
      windows ansible_connection=winrm ansible_port=5986

      [labs:children]
      lab1
      lab2

      [labs:vars]
      ansible_user=labuser
      proxy = "none"
      [lab1:vars]
      ansible_user=one
      [all:vars]
      ansible_port=22
      ansible_user=all
      """;

  private static final String YAML =
      """
      ---
      all:
        vars:
          ansible_user: all
        hosts:
          lone:
            ansible_host: 10.1.2.3
        children:
          labs:
            vars: {ansible_user: labuser}
            children:
              lab2:
                hosts:
                  pc[1:2]:
                    ansible_port: 2222
                  pc9:
                    ansible_password: !vault |
                      $ANSIBLE_VAULT;1.1;AES256
                      6162
                    ansible_host: "{{ address }}"
      """;

  @TempDir Path folder;

  private List<Host> read(String name, String text) throws IOException {
    return Inventory.read(Files.writeString(folder.resolve(name), text));
  }

  private static Host host(List<Host> hosts, String name) {
    return hosts.stream().filter(host -> host.name().equals(name)).findFirst().orElseThrow();
  }

  private static Host.Login login(
      int port, String user, @Nullable String password, String keyFile) {
    return new Host.Login(port, user, password == null ? null : new Secret(password), keyFile);
  }

  @Test
  void ini_hostsGroupsAndVariables() throws IOException {
    var hosts = read("inventory.ini", INI);
    assertThat(hosts)
        .extracting(Host::name)
        .containsExactly(
            "lone",
            "named.example.org",
            "pc01",
            "pc02",
            "pc03",
            "db-a.example.org",
            "db-b.example.org",
            "windows");
    assertThat(host(hosts, "lone"))
        .isEqualTo(new Host("lone", "10.1.2.3", "", login(2222, "all", null, ""), List.of()));
    assertThat(host(hosts, "named.example.org").login().port()).isEqualTo(5309);
    assertThat(host(hosts, "pc02"))
        .isEqualTo(
            new Host("pc02", "pc02", "lab2", login(22, "monitor", "s3 \"cret", ""), List.of()));
    assertThat(host(hosts, "pc01"))
        .isEqualTo(
            new Host(
                "pc01",
                "pc01",
                "lab2",
                login(22, "monitor", "s3 \"cret", "~/.ssh/lab"),
                List.of("also of lab1")));
    assertThat(host(hosts, "db-b.example.org").login().username()).isEqualTo("one");
    assertThat(host(hosts, "windows").notes())
        .containsExactly("Ansible reaches it by winrm, not by SSH");
  }

  @Test
  void yaml_hostsGroupsAndVariables() throws IOException {
    var hosts = read("hosts", YAML);
    assertThat(hosts).extracting(Host::name).containsExactly("lone", "pc1", "pc2", "pc9");
    assertThat(host(hosts, "lone").login().username()).isEqualTo("all");
    assertThat(host(hosts, "pc2"))
        .isEqualTo(new Host("pc2", "pc2", "lab2", login(2222, "labuser", null, ""), List.of()));
    assertThat(host(hosts, "pc9").address()).isEqualTo("pc9");
    assertThat(host(hosts, "pc9").notes())
        .containsExactly(
            "ansible_host is an expression of Ansible's: put its value here",
            "ansible_password is encrypted by ansible-vault: read it there with ansible-vault"
                + " view");
  }

  @Test
  void csv_columnsByName_quotesAndLineEnds() throws IOException {
    var hosts =
        read(
            "lab.csv",
            "\uFEFFHostname,IP Address,Room,user,Password,Asset\r\n"
                + "\"PC \"\"1\"\"\",10.1.2.1,\"Lab 2,\nleft\",monitor,\"a,b\",7\r\n"
                + ",10.1.2.2,,,,\r\n\r\n"
                + "pc3.example.org");
    assertThat(hosts)
        .containsExactly(
            new Host(
                "PC \"1\"", "10.1.2.1", "Lab 2,\nleft", login(0, "monitor", "a,b", ""), List.of()),
            new Host("10.1.2.2", "10.1.2.2", "", Host.Login.UNKNOWN, List.of()),
            new Host("pc3.example.org", "pc3.example.org", "", Host.Login.UNKNOWN, List.of()));
  }

  @Test
  void csv_semicolons() throws IOException {
    var hosts = read("lab", "name;ip;port\npc;10.1.2.1;2222\n");
    assertThat(hosts)
        .containsExactly(new Host("pc", "10.1.2.1", "", login(2222, "", null, ""), List.of()));
  }

  @Test
  void passwords_areNotShown() throws IOException {
    assertThat(read("x.ini", INI).toString()).contains("<secret>").doesNotContain("s3 ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "x.csv | name,ip%pc,10.1.2.1,\"a% | :2: a quote that is not closed",
        "x.csv | name,ip%pc\"x,1 | :2: a quote within a value",
        "x.csv | name,ip%\"pc\"x,1 | :2: text behind a closing quote",
        "x.csv | a,b%1,2 | :1: no column ip and none name",
        "x.csv | name,hostname%1,2 | :1: two columns for name",
        "x.csv | name,ip,port%a,10.1.2.1,0 | :2: port \"0\"; use a whole number from 1 to 65535",
        "x.csv | name,ip,room%,,A | :2: neither name nor ip",
        "x.ini | [a:b]%x | :1: [a:b] is no section",
        "x.ini | [a]%x y | :2: \"y\" behind a host is no variable=value",
        "x.ini | [a]%x y='1 | :2: a quote that is not closed",
        "x.ini | pc[1-5] | :1: \"pc[1-5]\" has brackets that are no range",
        "x.ini | pc[5:1] | :1: \"pc[5:1]\" has a range that ends before it begins",
        "x.ini | pc[1:99999] | :1: \"pc[1:99999]\" has a range",
        "x.ini | [a:vars]%x | :2: \"x\" is no variable=value",
        "x.yml | all: [x] | :1: group all must be \"name: value\" lines",
        "x.yml | all:%  host: {x: } | :2: \"host\" in group all; use hosts, vars, children",
        "x.yml | all: {x | :1: not YAML:",
      })
  void inventory_wrong(String name, String text, String said) {
    assertThatThrownBy(() -> read(name, text.strip().replace('%', '\n')))
        .isInstanceOf(DiscoverException.class)
        .hasMessageContaining(name + said.strip());
  }

  @Test
  void groups_inACircle_end() throws IOException {
    var hosts =
        read("x.ini", "[a]\nx\n[a:children]\nb\n[b:children]\na\n[b:vars]\nansible_user=u\n");
    assertThat(hosts.getFirst().login().username()).isEqualTo("u");
  }

  @Test
  void yaml_aliasesThatGrow_areBounded() {
    var text = new StringBuilder("a0: &a0 {hosts: {x: }}\n");
    for (int i = 1; i < 22; i++) {
      text.append(
          "a%d: &a%d {children: {b%d: *a%d, c%d: *a%d}}\n".formatted(i, i, i, i - 1, i, i - 1));
    }
    assertThatThrownBy(() -> read("x.yml", text.toString()))
        .isInstanceOf(DiscoverException.class)
        .hasMessageContaining("more than");
  }

  @Test
  void file_missingOrNoText() throws IOException {
    assertThatThrownBy(() -> Inventory.read(folder.resolve("none")))
        .hasMessageStartingWith("there is no file");
    var latin = folder.resolve("latin.csv");
    Files.write(latin, "name\nb\u00fcro\n".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> Inventory.read(latin)).hasMessageEndingWith("save it as UTF-8");
  }
}
