package org.fieldbeam.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.GlobalConfiguration;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.fieldbeam.pipeline.file.PipelineFile;
import org.fieldbeam.pipeline.plan.Planner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * The files for Kubernetes, which cannot be run here: their fields are those that the operator
 * knows, and what they say agrees with itself, with the build and with the settings that fieldbeam
 * needs.
 */
class KubernetesFilesTest {
  private static final Path FOLDER = Path.of("runners/flink/kubernetes");

  /**
   * Fields of FlinkDeployment v1beta1, path to type or allowed values; a star stands for any name
   * or for the items of a list. From the custom resource definition of the Flink Kubernetes
   * Operator.
   */
  private static final Map<String, String> FIELDS =
      Map.ofEntries(
          Map.entry("spec.image", "string"),
          Map.entry("spec.imagePullPolicy", "Always|IfNotPresent|Never"),
          Map.entry("spec.flinkVersion", "v1_1[3-9]|v1_20|v2_[0-4]"),
          Map.entry("spec.mode", "native|standalone"),
          Map.entry("spec.serviceAccount", "string"),
          Map.entry("spec.restartNonce", "integer"),
          Map.entry("spec.flinkConfiguration.*", "string"),
          Map.entry("spec.logConfiguration.*", "string"),
          Map.entry("spec.job.jarURI", "string"),
          Map.entry("spec.job.entryClass", "string"),
          Map.entry("spec.job.args.*", "string"),
          Map.entry("spec.job.parallelism", "integer"),
          Map.entry("spec.job.state", "running|suspended"),
          Map.entry("spec.job.upgradeMode", "last-state|savepoint|stateless"),
          Map.entry("spec.jobManager.replicas", "integer"),
          Map.entry("spec.jobManager.resource.cpu", "number"),
          Map.entry("spec.jobManager.resource.memory", "string"),
          Map.entry("spec.jobManager.resource.ephemeralStorage", "string"),
          Map.entry("spec.taskManager.replicas", "integer"),
          Map.entry("spec.taskManager.resource.cpu", "number"),
          Map.entry("spec.taskManager.resource.memory", "string"),
          Map.entry("spec.taskManager.resource.ephemeralStorage", "string"));

  /** Their pod templates are pods, of Kubernetes' own grammar. */
  private static final Set<String> PODS =
      Set.of("spec.podTemplate", "spec.jobManager.podTemplate", "spec.taskManager.podTemplate");

  private final Map<String, Map<?, ?>> objects = new HashMap<>();

  @BeforeEach
  void read() throws IOException {
    Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    for (Object document : yaml.loadAll(Files.readString(FOLDER.resolve("fieldbeam.yaml")))) {
      Map<?, ?> object = (Map<?, ?>) document;
      objects.put((String) object.get("kind"), object);
    }
  }

  private static Object at(Object tree, String path) {
    Object value = tree;
    for (String key : path.split("/", -1)) {
      value = value instanceof List<?> list ? list.get(Integer.parseInt(key)) : map(value).get(key);
    }
    return value;
  }

  private static Map<?, ?> map(Object tree) {
    return (Map<?, ?>) tree;
  }

  @Test
  void theDeploymentHasOnlyFieldsThatTheOperatorKnows() {
    Map<?, ?> deployment = objects.get("FlinkDeployment");
    assertEquals("flink.apache.org/v1beta1", deployment.get("apiVersion"));
    assertEquals(Set.of("apiVersion", "kind", "metadata", "spec"), deployment.keySet());
    checkFields("spec", deployment.get("spec"));
  }

  private static void checkFields(String path, Object value) {
    if (PODS.contains(path)) {
      return;
    }
    if (value instanceof Map<?, ?> map) {
      boolean names = FIELDS.containsKey(path + ".*");
      map.forEach((key, inner) -> checkFields(path + "." + (names ? "*" : key), inner));
      return;
    }
    if (value instanceof List<?> list) {
      list.forEach(inner -> checkFields(path + ".*", inner));
      return;
    }
    String type = FIELDS.get(path);
    assertTrue(type != null, () -> "the operator does not know " + path);
    boolean fits =
        switch (type) {
          case "string" -> value instanceof String;
          case "integer" -> value instanceof Integer;
          case "number" -> value instanceof Number;
          default -> Pattern.matches(type, (String) value);
        };
    assertTrue(fits, () -> path + " is " + value + "; allowed: " + type);
  }

  @Test
  void theVersionsAreThoseOfTheBuild() throws IOException {
    String flink = EnvironmentInformation.getVersion();
    String[] parts = flink.split("\\.", -1);
    assertEquals(
        "v" + parts[0] + "_" + parts[1], at(objects.get("FlinkDeployment"), "spec/flinkVersion"));
    String dockerfile = Files.readString(FOLDER.resolve("Dockerfile"));
    assertTrue(dockerfile.contains("FROM flink:" + flink + "-java17"), dockerfile);
  }

  @Test
  void theClusterHasTheSettingsThatAreNeeded() {
    Configuration template = GlobalConfiguration.loadConfiguration("runners/flink");
    Map<?, ?> settings = map(at(objects.get("FlinkDeployment"), "spec/flinkConfiguration"));
    for (String key :
        List.of(
            "restart-strategy.type",
            "restart-strategy.failure-rate.max-failures-per-interval",
            "restart-strategy.failure-rate.failure-rate-interval",
            "restart-strategy.failure-rate.delay",
            "taskmanager.memory.network.min",
            "taskmanager.memory.network.max",
            "classloader.resolve-order",
            "heartbeat.timeout",
            "heartbeat.interval")) {
      assertEquals(template.getString(key, "not set"), settings.get(key), key);
    }
  }

  @Test
  void everyPodSeesTheDataUnderTheSamePath() {
    Map<?, ?> pod = map(at(objects.get("FlinkDeployment"), "spec/podTemplate/spec"));
    Map<?, ?> client = map(at(objects.get("Job"), "spec/template/spec"));
    assertEquals("flink-main-container", at(pod, "containers/0/name"));
    assertEquals("/data", mounts(pod).get("data"));
    assertEquals("/data", mounts(client).get("data"));
    Object claim = at(objects.get("PersistentVolumeClaim"), "metadata/name");
    assertEquals(claim, at(pod, "volumes/0/persistentVolumeClaim/claimName"));
    assertEquals(claim, at(client, "volumes/0/persistentVolumeClaim/claimName"));
    assertEquals(
        at(objects.get("ConfigMap"), "metadata/name"), at(client, "volumes/1/configMap/name"));
    assertEquals(
        List.of("ReadWriteMany"), at(objects.get("PersistentVolumeClaim"), "spec/accessModes"));
    assertEquals(
        at(objects.get("FlinkDeployment"), "spec/image"), at(client, "containers/0/image"));
  }

  /** Volume to path, for a pod of one container whose mounts and volumes fit each other. */
  private static Map<Object, Object> mounts(Map<?, ?> pod) {
    Map<Object, Object> mounts = new HashMap<>();
    for (Object mount : (List<?>) at(pod, "containers/0/volumeMounts")) {
      mounts.put(map(mount).get("name"), map(mount).get("mountPath"));
    }
    Set<Object> volumes = new HashSet<>();
    for (Object volume : (List<?>) at(pod, "volumes")) {
      volumes.add(map(volume).get("name"));
    }
    assertEquals(volumes, mounts.keySet());
    return mounts;
  }

  @Test
  void theClientFindsClusterJarAndPipeline() throws IOException {
    List<?> command = (List<?>) at(objects.get("Job"), "spec/template/spec/containers/0/command");
    Object cluster = at(objects.get("FlinkDeployment"), "metadata/name");
    assertEquals(cluster + "-rest:8081", command.get(command.indexOf("--jobmanager") + 1));
    Object output = command.get(command.indexOf("--output") + 1);
    assertTrue(((String) output).startsWith("/data/"), () -> "output " + output);
    int jar = command.indexOf("/opt/fieldbeam/fieldbeam-job.jar");
    assertEquals("run", command.get(jar + 1));
    assertTrue(
        Files.readString(FOLDER.resolve("Dockerfile"))
            .contains("COPY target/flink/fieldbeam-job.jar " + command.get(jar)));
    String[] file = ((String) command.get(command.size() - 1)).split("/", -1);
    assertEquals(
        "/" + file[1], mounts(map(at(objects.get("Job"), "spec/template/spec"))).get("pipeline"));
    String pipeline = (String) map(at(objects.get("ConfigMap"), "data")).get(file[2]);
    assertEquals(
        3, Planner.plan(PipelineFile.parse(pipeline, file[2]), (String) output).stages().size());
  }
}
