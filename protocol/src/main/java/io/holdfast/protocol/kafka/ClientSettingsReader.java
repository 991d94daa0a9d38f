package io.holdfast.protocol.kafka;

import io.holdfast.protocol.yaml.NearNames;
import java.io.IOException;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;

/// Reads the settings file of Kafka: a Java properties file. Every key is one that whoever runs the brokers decides on;
/// what decides how we write and read is refused.
public final class ClientSettingsReader {
    /// A key as it stands in the file.
    private record Line(int number, String key, String value) {}

    /// Gives a file's text.
    public interface Files {
        String read(String path) throws IOException;
    }

    private final String file;
    private final Files files;

    private ClientSettingsReader(String file, Files files) {
        this.file = file;
        this.files = files;
    }

    /// Reads the file, and those that it names.
    ///
    /// @param file path of the settings file; paths in it are taken from its folder
    /// @throws ClientSettingsException what cannot be used, with its place
    public static ClientSettings read(String file, Files files) {
        ClientSettingsReader reader = new ClientSettingsReader(file, files);
        Map<String, Line> lines = reader.lines(reader.text(file, file));
        Map<String, String> values = new LinkedHashMap<>();
        lines.values().forEach(line -> reader.take(line, values));
        KafkaNames.PEM_TYPES.forEach((pem, type) -> {
            if (values.containsKey(pem)) {
                values.putIfAbsent(type, "PEM");
            }
        });
        reader.check(lines, values);
        return new ClientSettings(file, values);
    }

    /// One entry for each key, under the name that Kafka is given.
    private Map<String, Line> lines(String text) {
        Map<String, Line> lines = new LinkedHashMap<>();
        StringBuilder logical = new StringBuilder();
        int number = 0;
        int first = 1;
        for (String physical : (text + "\n").split("\r\n|\r|\n", -1)) {
            number++;
            if (logical.isEmpty()) {
                first = number;
                if (physical.isBlank() || "#!".indexOf(physical.strip().charAt(0)) >= 0) {
                    continue;
                }
            }
            logical.append(physical);
            if (goesOn(physical)) {
                logical.append('\n');
                continue;
            }
            add(first, logical.toString(), lines);
            logical.setLength(0);
        }
        return lines;
    }

    /// An odd number of backslashes at its end.
    private static boolean goesOn(String line) {
        int slashes = 0;
        while (slashes < line.length() && line.charAt(line.length() - 1 - slashes) == '\\') {
            slashes++;
        }
        return slashes % 2 == 1;
    }

    private void add(int number, String logical, Map<String, Line> lines) {
        Properties one = new Properties();
        try {
            one.load(new StringReader(logical));
        } catch (IOException | IllegalArgumentException _) {
            // The words of the JDK may have a piece of the value.
            throw trouble(number, "", "cannot be understood: expected <key>=<value>, as in a Java properties file");
        }
        for (String key : one.stringPropertyNames()) {
            Line line = new Line(number, key, one.getProperty(key).strip());
            String name = allowed(line);
            Line before = lines.putIfAbsent(name, line);
            if (before != null) {
                throw trouble(number, key, "stands already in line " + before.number() + " as " + before.key());
            }
        }
    }

    /// The name that Kafka is given.
    private String allowed(Line line) {
        String key = line.key();
        if (KafkaNames.KNOWN.contains(key)) {
            return key;
        }
        if (key.endsWith(KafkaNames.BY_FILE)) {
            String name = key.substring(0, key.length() - KafkaNames.BY_FILE.length());
            if (KafkaNames.IN_FILES.contains(name)) {
                return name;
            }
        }
        Set<String> names = new TreeSet<>(KafkaNames.KNOWN);
        KafkaNames.IN_FILES.forEach(name -> names.add(name + KafkaNames.BY_FILE));
        throw trouble(
                line.number(),
                key,
                key.equals("bootstrap.servers")
                        ? "the brokers are named by --kafka (HOLDFAST_KAFKA): expected settings of security only"
                        : KafkaNames.refused(key)
                                .orElseGet(() -> "is not to be set here: expected settings of security or connection"
                                        + " (security.protocol, ssl.*, sasl.mechanism, sasl.jaas.config,"
                                        + " client.dns.lookup)"
                                        + NearNames.nearest(key, names)
                                                .map(name -> "; did you mean " + name + "?")
                                                .orElse("")));
    }

    private void take(Line line, Map<String, String> values) {
        if (line.value().isEmpty() && !line.key().equals("ssl.endpoint.identification.algorithm")) {
            throw trouble(line.number(), line.key(), "is empty: expected a value");
        }
        if (KafkaNames.PATHS.contains(line.key())) {
            values.put(line.key(), here(line.value()));
        } else if (KafkaNames.KNOWN.contains(line.key())) {
            values.put(line.key(), line.value());
        } else {
            String name = line.key().substring(0, line.key().length() - KafkaNames.BY_FILE.length());
            String content =
                    text(place(line.number(), line.key()), here(line.value())).strip();
            if (content.isEmpty()) {
                throw trouble(
                        line.number(), line.key(), here(line.value()) + " is empty: expected the value of " + name);
            }
            values.put(name, content);
        }
    }

    private void check(Map<String, Line> lines, Map<String, String> values) {
        one(lines, ClientSettings.PROTOCOL, KafkaNames.PROTOCOLS);
        one(lines, KafkaNames.MECHANISM, KafkaNames.MECHANISMS);
        ClientSettings settings = new ClientSettings(file, values);
        String protocol = values.getOrDefault(ClientSettings.PROTOCOL, "PLAINTEXT, the default");
        if (settings.usesSasl()) {
            for (String needed : new TreeSet<>(Set.of(KafkaNames.MECHANISM, KafkaNames.JAAS))) {
                if (!values.containsKey(needed)) {
                    throw new ClientSettingsException(
                            file + ": " + needed + ": missing: security.protocol is " + protocol + ", which takes it");
                }
            }
            Line line = lines.get(KafkaNames.JAAS);
            if (line != null) {
                Jaas.trouble(values.getOrDefault(KafkaNames.MECHANISM, ""), values.getOrDefault(KafkaNames.JAAS, ""))
                        .ifPresent(trouble -> {
                            throw trouble(line.number(), line.key(), trouble);
                        });
            }
        } else {
            idle(lines, "sasl.", protocol, "SASL_SSL");
        }
        if (!settings.usesTls()) {
            idle(lines, "ssl.", protocol, settings.usesSasl() ? "SASL_SSL" : "SSL");
        }
    }

    private void one(Map<String, Line> lines, String name, Set<String> words) {
        Line line = lines.get(name);
        if (line != null && !words.contains(line.value())) {
            throw trouble(
                    line.number(),
                    name,
                    "is \"" + line.value() + "\": expected " + String.join(", ", new TreeSet<>(words)));
        }
    }

    /// What is said and would count for nothing is a slip: the client would go on in the clear.
    private void idle(Map<String, Line> lines, String prefix, String protocol, String needed) {
        lines.values().stream()
                .filter(line -> line.key().startsWith(prefix))
                .findFirst()
                .ifPresent(line -> {
                    throw trouble(
                            line.number(),
                            line.key(),
                            "counts for nothing with security.protocol " + protocol + ": expected "
                                    + ClientSettings.PROTOCOL + "=" + needed);
                });
    }

    private String text(String place, String path) {
        try {
            return files.read(path);
        } catch (IOException e) {
            String why = Optional.ofNullable(e.getMessage())
                    .filter(words -> !words.equals(path))
                    .orElse("");
            throw new ClientSettingsException(
                    place + ": "
                            + (place.equals(path) ? "" : path + " ")
                            + "cannot be read: " + e.getClass().getSimpleName() + (why.isEmpty() ? "" : " " + why),
                    e);
        }
    }

    /// A path as the settings file has it.
    private String here(String path) {
        int folder = file.lastIndexOf('/');
        return path.startsWith("/") || folder < 0 ? path : file.substring(0, folder + 1) + path;
    }

    private String place(int number, String key) {
        return file + ":" + number + (key.isEmpty() ? "" : ": " + key);
    }

    private ClientSettingsException trouble(int number, String key, String words) {
        return new ClientSettingsException(place(number, key) + ": " + words);
    }
}
