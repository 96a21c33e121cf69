package dev.muster.rules.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes nodes of a template's text: blocks with their beginnings, middles and ends. */
final class TreeBuilder {
  private static final List<String> ENDS = List.of("end", "else");
  private static final List<String> ROOT = List.of("$");

  private final Parser parser;
  private final Map<String, List<Node>> defined = new HashMap<>();
  private int ranges;

  /** A tree and the templates defined in it. */
  record Tree(List<Node> root, Map<String, List<Node>> defined) {}

  private TreeBuilder(Parser parser) {
    this.parser = parser;
  }

  /**
   * Reads a whole text.
   *
   * @param variables that are there from the start
   * @param message whether it is a message's, which has further functions
   * @throws TemplateException at the first mistake
   */
  static Tree build(String text, List<String> variables, boolean message) {
    var builder = new TreeBuilder(new Parser(text, variables, message));
    var root = builder.body(true);
    return new Tree(root, builder.defined);
  }

  /** Nodes up to an {@code end} or {@code else}, which stay unread, or the end of the text. */
  private List<Node> body(boolean outermost) {
    var nodes = new ArrayList<Node>();
    while (true) {
      var token = parser.peek();
      switch (token.kind()) {
        case END -> {
          if (!outermost) {
            throw parser.failure(token, "unexpected end of text; write {{end}} for each block");
          }
          return nodes;
        }
        case TEXT -> nodes.add(new Node.Text(parser.place(token), parser.next().text()));
        default -> {
          if (ENDS.stream().anyMatch(parser::opens)) {
            if (outermost) {
              throw parser.failure(token, "unexpected {{end}} or {{else}} outside of a block");
            }
            return nodes;
          }
          action(nodes);
        }
      }
    }
  }

  private void action(List<Node> nodes) {
    var open = parser.next();
    var place = parser.place(open);
    var word = parser.peek();
    switch (word.kind() == Token.Kind.WORD ? word.text() : "") {
      case "if", "with", "range" -> nodes.add(block(parser.next(), place));
      case "define" -> define(parser.next());
      case "block" -> nodes.add(named(parser.next(), place));
      case "template" -> nodes.add(call(parser.next(), place));
      case "break", "continue" -> nodes.add(jump(parser.next(), place));
      default -> nodes.add(new Node.Action(place, parser.pipe("action")));
    }
  }

  private Node jump(Token word, Place place) {
    if (ranges == 0) {
      throw parser.failure(word, "{{" + word.text() + "}} outside of {{range}}");
    }
    parser.expectClose(word.text());
    return word.text().equals("break") ? new Node.Break(place) : new Node.Continue(place);
  }

  private Node block(Token word, Place place) {
    parser.deeper(word);
    int mark = parser.mark();
    var pipe = parser.pipe(word.text());
    boolean range = word.text().equals("range");
    ranges += range ? 1 : 0;
    var then = body(false);
    ranges -= range ? 1 : 0;
    List<Node> otherwise = List.of();
    parser.next();
    if (parser.next().isWord("else")) {
      otherwise = otherwise(word.text());
    } else {
      parser.expectClose("end");
    }
    parser.forget(mark);
    parser.shallower();
    return switch (word.text()) {
      case "if" -> new Node.If(place, pipe, then, otherwise);
      case "with" -> new Node.With(place, pipe, then, otherwise);
      default -> new Node.Range(place, pipe, then, otherwise);
    };
  }

  /** What follows {@code else}: the same keyword begins a block of its own with the same end. */
  private List<Node> otherwise(String word) {
    var token = parser.peek();
    if (!word.equals("range") && token.isWord(word)) {
      return List.of(block(parser.next(), parser.place(token)));
    }
    parser.expectClose("else");
    var nodes = body(false);
    parser.next();
    var end = parser.next();
    if (!end.isWord("end")) {
      throw parser.failure(end, "a second {{else}}; write {{end}}");
    }
    parser.expectClose("end");
    return nodes;
  }

  private void define(Token word) {
    String name = name("define");
    parser.expectClose("define");
    definition(word, name);
  }

  private void definition(Token word, String name) {
    parser.deeper(word);
    var outer = parser.swap(ROOT);
    int outerRanges = ranges;
    ranges = 0;
    var nodes = body(false);
    ranges = outerRanges;
    parser.swap(outer);
    parser.next();
    var end = parser.next();
    if (!end.isWord("end")) {
      throw parser.failure(end, "unexpected {{else}} in define");
    }
    parser.expectClose("end");
    parser.shallower();
    if (defined.putIfAbsent(name, nodes) != null) {
      throw parser.failure(word, "template " + GoText.quote(name) + " is defined twice");
    }
  }

  /** {@code {{block "name" pipeline}}}: a definition that is also called. */
  private Node named(Token word, Place place) {
    String name = name("block");
    var pipe = parser.pipe("block");
    definition(word, name);
    return new Node.Call(place, name, pipe);
  }

  private Node call(Token word, Place place) {
    String name = name(word.text());
    if (parser.peek().kind() == Token.Kind.CLOSE) {
      parser.expectClose("template");
      return new Node.Call(place, name, null);
    }
    return new Node.Call(place, name, parser.pipe("template"));
  }

  private String name(String keyword) {
    var token = parser.next();
    if (token.kind() != Token.Kind.STRING) {
      throw parser.failure(token, "{{" + keyword + "}} wants a name in quotes");
    }
    try {
      return Literals.text(token.text());
    } catch (FailedCallException e) {
      throw parser.failure(token, String.valueOf(e.getMessage()));
    }
  }
}
