package org.fieldbeam.pipeline.yaml;

import java.util.List;
import org.fieldbeam.grammar.Location;
import org.fieldbeam.grammar.Node;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** A part of a YAML file; its own parts are looked at when asked for, for aliases may nest. */
record YamlNode(String source, org.yaml.snakeyaml.nodes.Node node) implements Node {

  /** The place of a SnakeYAML mark, whose lines and columns count from 0. */
  static Location place(String source, Mark mark) {
    return mark == null
        ? new Location(source, 1, 1)
        : new Location(source, mark.getLine() + 1, mark.getColumn() + 1);
  }

  @Override
  public Location at() {
    return place(source, node.getStartMark());
  }

  @Override
  public Form form() {
    if (node instanceof ScalarNode) {
      return Form.SCALAR;
    }
    return node instanceof SequenceNode ? Form.LIST : Form.MAP;
  }

  @Override
  public String text() {
    return ((ScalarNode) node).getValue();
  }

  @Override
  public boolean isQuoted() {
    return ((ScalarNode) node).getScalarStyle() != ScalarStyle.PLAIN;
  }

  @Override
  public boolean isAbsent() {
    return node.getTag().equals(Tag.NULL);
  }

  @Override
  public List<Node> items() {
    return ((SequenceNode) node)
        .getValue().stream().map(item -> (Node) new YamlNode(source, item)).toList();
  }

  @Override
  public List<Entry> entries() {
    return ((MappingNode) node)
        .getValue().stream()
            .map(
                tuple ->
                    new Entry(
                        new YamlNode(source, tuple.getKeyNode()),
                        new YamlNode(source, tuple.getValueNode())))
            .toList();
  }
}
