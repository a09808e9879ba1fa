package org.fieldbeam.core.observable;

import com.ezylang.evalex.Expression;
import com.ezylang.evalex.config.ExpressionConfiguration;
import com.ezylang.evalex.config.FunctionDictionaryIfc;
import com.ezylang.evalex.data.EvaluationValue;
import com.ezylang.evalex.functions.AbstractFunction;
import com.ezylang.evalex.functions.FunctionIfc;
import com.ezylang.evalex.functions.FunctionParameter;
import com.ezylang.evalex.operators.OperatorIfc;
import com.ezylang.evalex.parser.ASTNode;
import com.ezylang.evalex.parser.ParseException;
import com.ezylang.evalex.parser.Token;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.fieldbeam.core.statistics.DerivedQuantity;
import org.hipparchus.analysis.differentiation.Gradient;

/**
 * A formula of a user's, such as {@code phi4 / phi2^2}: numbers, names, + - * / ^, brackets, and
 * the functions sqrt, exp, log (the natural one) and abs. EvalEx turns the text into a tree, and
 * nothing more; values and exact derivatives are those of this tree in double precision, by
 * automatic differentiation. -x^2 is -(x^2), x^y^z is x^(y^z), and a negative exponent stands in
 * brackets.
 */
final class Formula implements DerivedQuantity {
  private static final long serialVersionUID = 1L;

  private static final Map<String, UnaryOperator<Gradient>> FUNCTIONS =
      Map.of(
          "sqrt", Gradient::sqrt,
          "exp", Gradient::exp,
          "log", Gradient::log,
          "abs", Gradient::abs);

  private static final ExpressionConfiguration CONFIGURATION =
      ExpressionConfiguration.builder()
          .arraysAllowed(false)
          .structuresAllowed(false)
          .implicitMultiplicationAllowed(false)
          .powerOfPrecedence(OperatorIfc.OPERATOR_PRECEDENCE_POWER_HIGHER)
          .functionDictionary(new Functions())
          .build();

  private final String text;
  private final ArrayList<String> names = new ArrayList<>();
  private transient ASTNode tree;

  /** The functions, of which EvalEx is to know the names alone. */
  private static final class Functions implements FunctionDictionaryIfc {
    @Override
    public void addFunction(String name, FunctionIfc function) {
      throw new UnsupportedOperationException(name);
    }

    @Override
    public FunctionIfc getFunction(String name) {
      return FUNCTIONS.containsKey(name) ? new OfOneNumber() : null;
    }
  }

  /** A function that EvalEx does not evaluate. */
  @FunctionParameter(name = "value")
  private static final class OfOneNumber extends AbstractFunction {
    @Override
    public EvaluationValue evaluate(Expression expression, Token token, EvaluationValue... values) {
      throw new UnsupportedOperationException(token.getValue());
    }
  }

  /**
   * Reads a formula.
   *
   * @throws IllegalArgumentException if it is none
   */
  Formula(String text) {
    this.text = text;
    check(tree());
    if (names.isEmpty()) {
      throw wrong("it names no estimate");
    }
  }

  private ASTNode tree() {
    if (tree == null) {
      try {
        tree = new Expression(text, CONFIGURATION).getAbstractSyntaxTree();
      } catch (ParseException e) {
        throw wrong("at character " + e.getStartPosition() + ": " + e.getMessage());
      } catch (RuntimeException e) {
        // of brackets without anything and the like EvalEx says nothing better
        throw wrong("it cannot be read");
      }
    }
    return tree;
  }

  private IllegalArgumentException wrong(String why) {
    return new IllegalArgumentException(
        "'"
            + text
            + "' is no formula: "
            + why
            + " (allowed: numbers, names of estimates, + - * / ^, brackets, "
            + FUNCTIONS.keySet().stream().sorted().collect(Collectors.joining(", "))
            + ")");
  }

  /** Notes the names and refuses what is not allowed. */
  private void check(ASTNode node) {
    Token token = node.getToken();
    switch (token.getType()) {
      case NUMBER_LITERAL -> number(token);
      case VARIABLE_OR_CONSTANT -> {
        if (!names.contains(token.getValue())) {
          names.add(token.getValue());
        }
      }
      case INFIX_OPERATOR -> require(token, "+", "-", "*", "/", "^");
      case PREFIX_OPERATOR -> require(token, "+", "-");
      case FUNCTION -> require(token, FUNCTIONS.keySet().toArray(String[]::new));
      default -> throw wrong("'" + token.getValue() + "' is not allowed");
    }
    node.getParameters().forEach(this::check);
  }

  private void require(Token token, String... allowed) {
    if (!Arrays.asList(allowed).contains(token.getValue())) {
      throw wrong("'" + token.getValue() + "' is not allowed");
    }
  }

  private double number(Token token) {
    try {
      double value = Double.parseDouble(token.getValue());
      if (Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw wrong("'" + token.getValue() + "' is no decimal number");
  }

  /** The names in it, in the order in which they first appear. */
  List<String> names() {
    return List.copyOf(names);
  }

  /** Whether it can be without a value: by division, a power or a function. */
  boolean isRatio() {
    return isRatio(tree());
  }

  private static boolean isRatio(ASTNode node) {
    return switch (node.getToken().getType()) {
      case FUNCTION -> true;
      case INFIX_OPERATOR ->
          List.of("/", "^").contains(node.getToken().getValue())
              || node.getParameters().stream().anyMatch(Formula::isRatio);
      default -> node.getParameters().stream().anyMatch(Formula::isRatio);
    };
  }

  private Gradient evaluate(ASTNode node, double[] values) {
    Token token = node.getToken();
    List<Gradient> of = node.getParameters().stream().map(n -> evaluate(n, values)).toList();
    return switch (token.getType()) {
      case NUMBER_LITERAL -> Gradient.constant(values.length, number(token));
      case VARIABLE_OR_CONSTANT -> {
        int index = names.indexOf(token.getValue());
        yield Gradient.variable(values.length, index, values[index]);
      }
      case PREFIX_OPERATOR -> token.getValue().equals("-") ? of.get(0).negate() : of.get(0);
      case FUNCTION -> FUNCTIONS.get(token.getValue()).apply(of.get(0));
      default -> infix(token.getValue(), of.get(0), of.get(1));
    };
  }

  private static Gradient infix(String operator, Gradient left, Gradient right) {
    return switch (operator) {
      case "+" -> left.add(right);
      case "-" -> left.subtract(right);
      case "*" -> left.multiply(right);
      case "/" -> quotient(left, right);
      default -> power(left, right);
    };
  }

  /** Correctly rounded, so that x/x is 1 for every x. */
  private static Gradient quotient(Gradient left, Gradient right) {
    double above = left.getValue();
    double below = right.getValue();
    double[] slopes = left.getGradient();
    double[] others = right.getGradient();
    for (int i = 0; i < slopes.length; i++) {
      slopes[i] = (slopes[i] * below - above * others[i]) / (below * below);
    }
    return new Gradient(above / below, slopes);
  }

  /** Of a negative number there are whole powers, too. */
  private static Gradient power(Gradient base, Gradient exponent) {
    boolean constant = Arrays.stream(exponent.getGradient()).allMatch(slope -> slope == 0);
    double value = exponent.getValue();
    if (!constant) {
      return base.pow(exponent);
    }
    return value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE
        ? base.pow((int) value)
        : base.pow(value);
  }

  @Override
  public double value(double[] values) {
    return evaluate(tree(), values).getValue();
  }

  @Override
  public void gradient(double[] values, double[] gradient) {
    double[] slopes = evaluate(tree(), values).getGradient();
    System.arraycopy(slopes, 0, gradient, 0, slopes.length);
  }

  @Override
  public String toString() {
    return text;
  }
}
