import io.holdfast.standalone.EmbeddedBroker;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/// A broker for as long as an image's cache is trained: prints where it listens, and ends when it is killed.
public class TrainingBroker {
    public static void main(String[] folder) throws InterruptedException {
        Logger.getLogger("").setLevel(Level.WARNING);
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(folder[0]), 0);
        System.out.println(broker.bootstrapServers());
        System.out.flush();
        Thread.currentThread().join();
    }
}
