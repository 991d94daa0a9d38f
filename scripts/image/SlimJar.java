import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/// Copies a jar without the native libraries that it carries for every platform there is, and puts the one of this
/// machine into a folder: an image has no place to unpack them to. Jars without any are copied byte for byte.
///
/// `java SlimJar.java FROM TO NATIVES`, all three folders.
public class SlimJar {
    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    /// How the jars call the machine's architecture.
    private static final Map<String, List<String>> ARCHITECTURES =
            Map.of("amd64", List.of("amd64", "x86_64", "linux64"), "aarch64", List.of("aarch64"));

    /// What the library is looked for as, where that is not the name it has in the jar.
    private static final Map<String, String> NAMES =
            Map.of("librocksdbjni", "librocksdbjni.so", "libzstd-jni", "libzstd-jni.so");

    public static void main(String[] folders) throws IOException {
        Path to = Files.createDirectories(Path.of(folders[1]));
        Path natives = Files.createDirectories(Path.of(folders[2]));
        try (var jars = Files.newDirectoryStream(Path.of(folders[0]), "*.jar")) {
            for (Path jar : jars) {
                copy(jar, to.resolve(jar.getFileName()), natives);
            }
        }
    }

    private static void copy(Path jar, Path to, Path natives) throws IOException {
        try (ZipFile from = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> entries = from.stream().toList();
            List<? extends ZipEntry> libraries =
                    entries.stream().filter(SlimJar::isLibrary).toList();
            if (libraries.isEmpty()) {
                Files.copy(jar, to, StandardCopyOption.REPLACE_EXISTING);
                return;
            }
            Optional<? extends ZipEntry> ours =
                    libraries.stream().filter(SlimJar::isOfThisMachine).findFirst();
            if (ours.isPresent()) {
                String name = Path.of(ours.get().getName()).getFileName().toString();
                Path library = natives.resolve(shortName(name));
                try (InputStream content = from.getInputStream(ours.get())) {
                    Files.copy(content, library, StandardCopyOption.REPLACE_EXISTING);
                }
            }
            try (ZipOutputStream slim = new ZipOutputStream(Files.newOutputStream(to))) {
                for (ZipEntry entry : entries) {
                    if (!isLibrary(entry)) {
                        add(from, entry, slim);
                    }
                }
            }
        }
    }

    private static void add(ZipFile from, ZipEntry entry, ZipOutputStream slim) throws IOException {
        ZipEntry copy = new ZipEntry(entry.getName());
        copy.setTimeLocal(TIME);
        slim.putNextEntry(copy);
        try (InputStream content = from.getInputStream(entry)) {
            content.transferTo(slim);
        }
        slim.closeEntry();
    }

    private static String shortName(String name) {
        return NAMES.entrySet().stream()
                .filter(known -> name.startsWith(known.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(name);
    }

    private static boolean isLibrary(ZipEntry entry) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        return List.of(".so", ".dll", ".dylib", ".jnilib", ".a").stream().anyMatch(name::endsWith);
    }

    private static boolean isOfThisMachine(ZipEntry entry) {
        String name = entry.getName().toLowerCase(Locale.ROOT);
        return name.contains("linux")
                && name.endsWith(".so")
                && !name.contains("musl")
                && !name.contains("android")
                && ARCHITECTURES.getOrDefault(System.getProperty("os.arch"), List.of()).stream()
                        .anyMatch(name::contains);
    }
}
