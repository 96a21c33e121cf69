package dev.muster.app;

import dev.muster.archive.account.Account;
import dev.muster.archive.account.AccountStore;
import dev.muster.archive.account.StoredToken;
import dev.muster.server.Role;
import dev.muster.web.WebConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Users and tokens as files had them before there was {@code accounts.db}: {@value #USERS}, a web
 * configuration with nothing but {@code basic_auth_users}, all of them administrators; and {@value
 * #TOKENS}, a line each with name, what it may ({@code read}), SHA-256, and the Unix seconds at
 * which it was made and at which it expires, {@code -} for never. They are taken over once; the
 * files are renamed.
 */
final class OlderAccounts {
  static final String USERS = "users.yml";
  static final String TOKENS = "tokens";

  private static final Logger log = LoggerFactory.getLogger(OlderAccounts.class);
  private static final String DONE = ".taken-over";
  private static final Pattern LINE =
      Pattern.compile("([A-Za-z0-9_.@-]{1,100}) read ([0-9a-f]{64}) (\\d{1,12}) (\\d{1,12}|-)");

  private final DataFolder data;
  private final AccountStore store;
  private final InstantSource clock;

  OlderAccounts(DataFolder data, AccountStore store, InstantSource clock) {
    this.data = data;
    this.store = store;
    this.clock = clock;
  }

  /**
   * Takes over what is there.
   *
   * @throws AppException if a file cannot be used
   */
  void takeOver() {
    if (data.has(USERS)) {
      users(data.resolve(USERS));
    }
    if (data.has(TOKENS)) {
      tokens(data.resolve(TOKENS));
    }
  }

  private void users(Path file) {
    var users = WebConfig.read(file).users();
    if (users.isEmpty()) {
      throw new AppException(file + " names no user; delete it to have a new admin password made");
    }
    var known = store.accounts().stream().map(Account::name).collect(Collectors.toSet());
    var added =
        users.entrySet().stream()
            .filter(user -> !known.contains(user.getKey()))
            .map(user ->
                new Account(
                    user.getKey(),
                    "",
                    Role.ADMIN.word(),
                    List.of(),
                    user.getValue(),
                    false,
                    clock.millis(),
                    null))
            .toList();
    store.add(added);
    rename(file, added.size() + " users as administrators");
  }

  private void tokens(Path file) {
    var known = store.tokens().all().stream().map(StoredToken::name).collect(Collectors.toSet());
    var added = read(file);
    added.removeIf(token -> known.contains(token.name()));
    store.tokens().add(added);
    rename(file, added.size() + " tokens as viewers");
  }

  private static List<StoredToken> read(Path file) {
    try {
      var tokens = new ArrayList<StoredToken>();
      int number = 0;
      for (var line : Files.readAllLines(file)) {
        number++;
        if (!line.isBlank() && !line.startsWith("#")) {
          tokens.add(token(file, number, line));
        }
      }
      return tokens;
    } catch (IOException e) {
      throw new AppException("cannot read " + file + " (" + DataFolder.reason(e) + ")", e);
    }
  }

  private static StoredToken token(Path file, int number, String line) {
    var match = LINE.matcher(line);
    if (!match.matches()) {
      throw new AppException(
          "%s:%d is no token; remove the line and make a new one with muster token add"
              .formatted(file, number));
    }
    return new StoredToken(
        match.group(1),
        match.group(2),
        Role.VIEWER.word(),
        List.of(),
        millis(match.group(3)),
        match.group(4).equals("-") ? null : expires(match.group(4)));
  }

  private static long millis(String seconds) {
    return Instant.ofEpochSecond(Long.parseLong(seconds)).toEpochMilli();
  }

  private static @Nullable Long expires(String seconds) {
    return millis(seconds);
  }

  private static void rename(Path file, String what) {
    var done = file.resolveSibling(file.getFileName() + DONE);
    try {
      Files.move(file, done, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new AppException(
          "cannot rename " + file + " to " + done + " (" + DataFolder.reason(e) + ")", e);
    }
    log.info(
        "msg=\"took over users into accounts.db\" file={} took=\"{}\" renamed_to={}",
        file,
        what,
        done);
  }
}
