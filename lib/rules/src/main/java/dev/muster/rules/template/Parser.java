package dev.muster.rules.template;

import dev.muster.rules.template.Node.Command;
import dev.muster.rules.template.Node.Operand;
import dev.muster.rules.template.Node.Pipe;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads pipelines: what stands within an action. Knows which variables there are. */
final class Parser {
  private static final int DEEPEST = 100;

  private final String text;
  private final List<Token> tokens;
  private final List<String> variables;
  private final boolean message;
  private int at;
  private int depth;

  Parser(String text, List<String> variables, boolean message) {
    this.text = text;
    this.tokens = Lexer.tokens(text);
    this.variables = new ArrayList<>(variables);
    this.message = message;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token next() {
    return tokens.get(at++);
  }

  /** Whether the next two tokens open an action with this keyword. */
  boolean opens(String keyword) {
    return peek().kind() == Token.Kind.OPEN && tokens.get(at + 1).isWord(keyword);
  }

  Place place(Token token) {
    return Place.of(text, token.offset());
  }

  TemplateException failure(Token at, String problem) {
    return new TemplateException(place(at), problem);
  }

  /** How many variables there are, to go back to at the end of a block. */
  int mark() {
    return variables.size();
  }

  void forget(int mark) {
    variables.subList(mark, variables.size()).clear();
  }

  /** Puts others in the place of all variables, as within a definition; the ones before. */
  List<String> swap(List<String> others) {
    var before = List.copyOf(variables);
    variables.clear();
    variables.addAll(others);
    return before;
  }

  void deeper(Token at) {
    if (++depth > DEEPEST) {
      throw failure(at, "nested more than " + DEEPEST + " deep");
    }
  }

  void shallower() {
    depth--;
  }

  void expectClose(String after) {
    var token = next();
    if (token.kind() != Token.Kind.CLOSE) {
      throw failure(token, "unexpected " + shown(token) + " in " + after + "; end it with }}");
    }
  }

  /** A pipeline up to, and with, the end of the action. */
  Pipe pipe(String where) {
    var pipe = pipe(where, where.equals("range"));
    expectClose(where);
    return pipe;
  }

  private Pipe pipe(String where, boolean range) {
    var start = peek();
    deeper(start);
    var names = new ArrayList<String>();
    boolean assigns = declaration(names, range);
    var commands = new ArrayList<Command>();
    commands.add(command(where));
    while (peek().is("|")) {
      next();
      var command = command(where);
      if (command.operands().getFirst() instanceof Operand.Constant constant) {
        throw new TemplateException(
            constant.at(), "a constant takes no value; name a function after |");
      }
      commands.add(command);
    }
    if (!assigns) {
      variables.addAll(names);
    }
    shallower();
    return new Pipe(place(start), names, assigns, commands);
  }

  /** Reads {@code $x :=}, {@code $x =} or {@code $i, $x :=}; whether it assigns. */
  private boolean declaration(List<String> names, boolean range) {
    if (peek().kind() != Token.Kind.VARIABLE) {
      return false;
    }
    var sign = tokens.get(at + 1);
    if (sign.is(":=") || sign.is("=")) {
      return bind(names, sign);
    }
    boolean two = range && sign.is(",") && tokens.get(at + 2).kind() == Token.Kind.VARIABLE;
    if (two) {
      names.add(next().text());
      next();
      return bind(names, tokens.get(at + 1));
    }
    return false;
  }

  private boolean bind(List<String> names, Token sign) {
    var variable = next();
    if (!sign.is(":=") && !sign.is("=")) {
      throw failure(sign, "unexpected " + shown(sign) + "; write := after the variables");
    }
    names.add(variable.text());
    next();
    if (sign.is("=")) {
      for (String name : names) {
        requireKnown(variable, name);
      }
    }
    return sign.is("=");
  }

  private void requireKnown(Token at, String name) {
    if (!variables.contains(name)) {
      throw failure(at, "undefined variable " + GoText.quote(name));
    }
  }

  private Command command(String where) {
    var start = peek();
    var operands = new ArrayList<Operand>();
    var operand = operand();
    while (operand != null) {
      operands.add(operand);
      var following = peek();
      boolean ends = following.kind() == Token.Kind.CLOSE || following.is("|") || following.is(")");
      if (!ends && !following.spaced()) {
        throw failure(following, "unexpected " + shown(following) + " in operand");
      }
      operand = operand();
    }
    if (operands.isEmpty()) {
      throw failure(start, "missing value for " + where);
    }
    return new Command(place(start), operands);
  }

  /** A term and the fields right after it; null where there is none. */
  private @Nullable Operand operand() {
    var start = peek();
    var term = term();
    if (term == null) {
      return null;
    }
    var fields = new ArrayList<String>();
    if (start.kind() == Token.Kind.FIELD) {
      fields.add(start.text().substring(1));
    }
    while (peek().kind() == Token.Kind.FIELD && !peek().spaced()) {
      fields.add(next().text().substring(1));
    }
    if (fields.isEmpty()) {
      return term;
    }
    if (term instanceof Operand.Constant) {
      throw failure(start, "a constant has no fields");
    }
    return new Operand.Fields(place(start), term, fields);
  }

  private @Nullable Operand term() {
    var token = peek();
    var place = place(token);
    try {
      return switch (token.kind()) {
        case WORD -> word(next(), place);
        case DOT, FIELD -> {
          next();
          yield new Operand.Dot(place);
        }
        case VARIABLE -> {
          requireKnown(token, next().text());
          yield new Operand.Variable(place, token.text());
        }
        case STRING -> new Operand.Constant(place, Literals.text(next().text()));
        case CHARACTER -> new Operand.Constant(place, Literals.character(next().text()));
        case NUMBER -> new Operand.Constant(place, Literals.number(next().text()));
        case SYMBOL -> token.is("(") ? nested(next(), place) : null;
        case TEXT, OPEN, CLOSE, END -> null;
      };
    } catch (FailedCallException e) {
      throw new TemplateException(place, String.valueOf(e.getMessage()));
    }
  }

  private Operand nested(Token open, Place place) {
    var pipe = pipe("parentheses", false);
    if (!next().is(")")) {
      throw failure(open, "the parenthesis is not closed");
    }
    return new Operand.Nested(place, pipe);
  }

  private Operand word(Token token, Place place) {
    return switch (token.text()) {
      case "true" -> new Operand.Constant(place, true);
      case "false" -> new Operand.Constant(place, false);
      case "nil" -> new Operand.Constant(place, Nothing.NIL);
      default -> {
        if (!Functions.has(token.text()) && !(message && MessageFunctions.has(token.text()))) {
          throw failure(token, "function " + GoText.quote(token.text()) + " not defined");
        }
        yield new Operand.Function(place, token.text());
      }
    };
  }

  static String shown(Token token) {
    return token.kind() == Token.Kind.END ? "end of text" : GoText.quote(token.text());
  }
}
