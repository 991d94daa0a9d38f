import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/// Reads surefire's reports: a line for each skipped or failed test with its reason, then the counts. Exit status 1 when
/// a test failed or none ran.
public class TestSummary {
    private final List<String> lines = new ArrayList<>();
    private int passed;
    private int failed;
    private int skipped;

    public static void main(String[] folders) throws Exception {
        TestSummary summary = new TestSummary();
        for (String folder : folders) {
            if (Files.isDirectory(Path.of(folder))) {
                summary.addFolder(Path.of(folder));
            }
        }
        summary.lines.stream().sorted().forEach(System.out::println);
        System.out.println(
                summary.passed + " passed, " + summary.failed + " failed, " + summary.skipped + " skipped");
        System.exit(summary.failed > 0 || summary.passed == 0 ? 1 : 0);
    }

    private void addFolder(Path folder) throws Exception {
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(folder, "TEST-*.xml")) {
            for (Path report : reports) {
                NodeList tests = DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(report.toFile())
                        .getElementsByTagName("testcase");
                for (int i = 0; i < tests.getLength(); i++) {
                    addTest((Element) tests.item(i));
                }
            }
        } catch (IOException e) {
            throw new IOException(folder + ": " + e.getMessage(), e);
        }
    }

    private void addTest(Element test) {
        String name = test.getAttribute("classname") + "." + test.getAttribute("name");
        Element skip = child(test, "skipped");
        Element failure = child(test, "failure") == null ? child(test, "error") : child(test, "failure");
        if (failure != null) {
            failed++;
            lines.add("failed   " + name + ": " + firstLine(failure));
        } else if (skip != null) {
            skipped++;
            lines.add("skipped  " + name + ": " + firstLine(skip));
        } else {
            passed++;
        }
    }

    private static Element child(Element parent, String name) {
        return (Element) parent.getElementsByTagName(name).item(0);
    }

    private static String firstLine(Element outcome) {
        String message = outcome.getAttribute("message").isBlank() ? outcome.getTextContent() : outcome.getAttribute("message");
        return message.isBlank() ? "no reason given" : message.strip().lines().findFirst().orElse("");
    }
}
