package dev.muster.alertbridge;

import dev.muster.rules.template.Template;
import dev.muster.rules.template.TemplateException;
import dev.muster.rules.template.TemplateObject;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The parts of alert mails that a folder's templates write in place of the built-in words: {@code
 * subject.tmpl}, {@code text.tmpl} and {@code html.tmpl}, each of them or none. The language is
 * that of Go's templates, the data what Alertmanager's have, and more.
 */
public final class MailTemplates {
  static final MailTemplates NONE = new MailTemplates(Map.of());

  /** What a template writes. */
  enum Part {
    SUBJECT("subject.tmpl", Template.Output.TEXT),
    TEXT("text.tmpl", Template.Output.TEXT),
    HTML("html.tmpl", Template.Output.HTML);

    private final String file;
    private final Template.Output output;

    Part(String file, Template.Output output) {
      this.file = file;
      this.output = output;
    }

    String label() {
      return file.substring(0, file.indexOf('.'));
    }
  }

  private final Map<Part, Template> templates;

  private MailTemplates(Map<Part, Template> templates) {
    this.templates = new EnumMap<>(Part.class);
    this.templates.putAll(templates);
  }

  /**
   * A folder's templates, and what is wrong with them.
   *
   * @param mistakes each {@code FILE:LINE:COLUMN: what}; the templates they are in are left out
   */
  record Found(MailTemplates templates, List<String> mistakes) {
    Found {
      mistakes = List.copyOf(mistakes);
    }
  }

  /**
   * What is wrong with a folder's templates: each is read, and tried on alerts that fire, that are
   * over, of limits and of rules. A line each, {@code FILE:LINE:COLUMN: what}; none where all is
   * well.
   */
  public static List<String> mistakes(Path folder) {
    return read(folder).mistakes();
  }

  static Found read(Path folder) {
    var templates = new EnumMap<Part, Template>(Part.class);
    var mistakes = new ArrayList<String>();
    if (!Files.isDirectory(folder)) {
      return new Found(
          NONE,
          List.of(
              folder + ": is no folder; name one with " + files() + ", or some of them, in it"));
    }
    strangers(folder, mistakes);
    for (var part : Part.values()) {
      var file = folder.resolve(part.file);
      try {
        var template = Template.ofMessage(Files.readString(file));
        TemplateSamples.all()
            .forEach(data -> template.expand(data, part.output, "https://localhost/", 0));
        templates.put(part, template);
      } catch (NoSuchFileException e) {
        // The built-in words stay.
      } catch (TemplateException e) {
        mistakes.add(file + ":" + e.getMessage());
      } catch (MalformedInputException e) {
        mistakes.add(file + ":1:1: is not UTF-8; save it as that");
      } catch (IOException e) {
        mistakes.add(file + ":1:1: cannot be read: " + e.getMessage());
      }
    }
    return new Found(new MailTemplates(templates), mistakes);
  }

  /** When each was changed last, in Unix milliseconds; 0 for those there are not. */
  static List<Long> changes(Path folder) {
    return Stream.of(Part.values()).map(part -> changed(folder.resolve(part.file))).toList();
  }

  private static long changed(Path file) {
    try {
      return Files.getLastModifiedTime(file).toMillis();
    } catch (IOException e) {
      return 0;
    }
  }

  /** Templates of which nobody would ever hear. */
  private static void strangers(Path folder, List<String> mistakes) {
    try (var files = Files.newDirectoryStream(folder, "*.tmpl")) {
      for (var file : files) {
        String name = String.valueOf(file.getFileName());
        if (Stream.of(Part.values()).noneMatch(part -> part.file.equals(name))) {
          mistakes.add(file + ":1:1: is no part of a mail; " + files() + " are");
        }
      }
    } catch (IOException e) {
      mistakes.add(folder + ": cannot be read: " + e.getMessage());
    }
    mistakes.sort(null);
  }

  private static String files() {
    return "subject.tmpl, text.tmpl and html.tmpl";
  }

  boolean isEmpty() {
    return templates.isEmpty();
  }

  /**
   * What the template of a part writes, or null where there is none.
   *
   * @throws TemplateException if it cannot be expanded
   */
  @Nullable String expand(Part part, TemplateObject data, String externalUrl, long now) {
    var template = templates.get(part);
    return template == null ? null : template.expand(data, part.output, externalUrl, now);
  }
}
