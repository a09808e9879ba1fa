package org.fieldbeam.cli.text;

import java.util.Map;
import java.util.Stack;
import java.util.TreeMap;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Node;
import org.fieldbeam.grammar.Numbers;
import picocli.CommandLine;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** Numbers of the command line are those of pipeline files, and no name is given two of them. */
public final class NumberOptions {
  private NumberOptions() {}

  /** Makes all commands read numbers as pipeline files have them. */
  public static void register(CommandLine commands) {
    ITypeConverter<Double> real = NumberOptions::real;
    ITypeConverter<Integer> whole = NumberOptions::whole;
    commands
        .registerConverter(double.class, real)
        .registerConverter(Double.class, real)
        .registerConverter(int.class, whole)
        .registerConverter(Integer.class, whole);
  }

  private static double real(String text) {
    return Numbers.real(text)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'"
                        + text
                        + "' is not a number; allowed: a decimal number such as 0.26 or -4e-3"));
  }

  static int whole(String text) {
    return Numbers.whole(text)
        .filter(number -> number == number.intValue())
        .map(Long::intValue)
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "'" + text + "' is not a whole number of 32 bits, such as 16"));
  }

  /**
   * Options {@code -P NAME=VALUE}, each name once: a number, a list of numbers {@code [1, 2]}, or
   * true or false.
   */
  public static final class Named implements IParameterConsumer {
    @Override
    public void consumeParameters(Stack<String> args, ArgSpec option, CommandSpec command) {
      String name = option.paramLabel();
      if (args.isEmpty()) {
        throw bad(option, command, "needs " + name);
      }
      String given = args.pop();
      int equals = given.indexOf('=');
      if (equals < 1) {
        throw bad(option, command, "'" + given + "' is not of the form " + name);
      }
      Map<String, Object> numbers = new TreeMap<>();
      Map<String, Object> before = option.getValue();
      if (before != null) {
        numbers.putAll(before);
      }
      Object number;
      try {
        number = number(given.substring(equals + 1));
      } catch (TypeConversionException e) {
        throw bad(option, command, given + ": " + e.getMessage() + ", or a list, [0.26, 1]");
      }
      String key = given.substring(0, equals);
      if (numbers.put(key, number) != null) {
        throw bad(option, command, key + " is given twice; remove one of them");
      }
      option.setValue(numbers);
    }

    private static Object number(String text) {
      if (text.equals("true") || text.equals("false")) {
        return Boolean.valueOf(text);
      }
      Node node = Node.ofText(text, new Location("command line", 1, 1));
      return node.form() == Node.Form.LIST
          ? node.items().stream().map(item -> real(item.text())).toList()
          : (Object) real(text);
    }

    private static ParameterException bad(ArgSpec option, CommandSpec command, String what) {
      String name = option.isOption() ? ((CommandLine.Model.OptionSpec) option).names()[0] : "";
      return new ParameterException(command.commandLine(), name + ": " + what);
    }
  }
}
