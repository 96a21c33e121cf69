package dev.muster.console.account;

import dev.muster.archive.account.Account;
import dev.muster.server.Role;
import java.util.List;
import java.util.regex.Pattern;

/** What users and tokens may be called and given. */
public final class AccountForm {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.@-]{1,100}");
  private static final Pattern MAIL = Pattern.compile("[!-~&&[^<>\"(),:;\\\\]]{1,250}");
  private static final int MOST_GROUPS = 100;
  private static final int MOST_GROUP_CHARS = 200;

  private AccountForm() {}

  /** What a user is to be. */
  public record Wish(String mail, String role, List<String> groups, boolean disabled) {
    public Wish {
      groups = List.copyOf(groups);
    }
  }

  /**
   * A new user.
   *
   * @param hash of the password, or "" where it is still to be chosen
   * @throws IllegalArgumentException saying what would be right
   */
  public static Account account(String name, Wish wish, String hash, long now) {
    requireName(name, "a user");
    return changed(new Account(name, "", "", List.of(), hash, false, now, null), wish);
  }

  /**
   * A user after a change.
   *
   * @throws IllegalArgumentException saying what would be right
   */
  public static Account changed(Account before, Wish wish) {
    if (!wish.mail().isEmpty()
        && (!MAIL.matcher(wish.mail()).matches() || wish.mail().indexOf('@') < 1)) {
      throw new IllegalArgumentException("'" + wish.mail() + "' is no mail address; give another");
    }
    var role = role(wish.role(), wish.groups());
    if (role.isOfTokens()) {
      throw new IllegalArgumentException(
          "the role " + role.word() + " is for tokens; give viewer, operator or admin");
    }
    return new Account(
        before.name(),
        wish.mail(),
        role.word(),
        wish.groups(),
        before.hash(),
        wish.disabled(),
        before.made(),
        before.lastLogIn());
  }

  static void requireName(String name, String of) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'" + name + "' is no name of " + of + "; use up to 100 letters, digits and . _ - @");
    }
  }

  /** The role, which must go with the groups. */
  static Role role(String word, List<String> groups) {
    var role = Role.of(word);
    if (role == Role.SAMPLES && !groups.isEmpty()) {
      throw new IllegalArgumentException("samples come with any labels; give no groups");
    }
    if (role == Role.ADMIN && !groups.isEmpty()) {
      throw new IllegalArgumentException("an administrator sees all groups; give no groups");
    }
    if (groups.size() > MOST_GROUPS || !groups.stream().allMatch(AccountForm::isGroup)) {
      throw new IllegalArgumentException(
          "groups are at most 100 names of up to 200 characters, none empty; give others");
    }
    return role;
  }

  private static boolean isGroup(String group) {
    return !group.isBlank()
        && group.length() <= MOST_GROUP_CHARS
        && group.chars().noneMatch(Character::isISOControl);
  }
}
