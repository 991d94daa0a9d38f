package io.holdfast.agent.host;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

/// A page that another agent of this node serves in plain HTTP on a loopback address: read, never written to.
///
/// Nothing else can be named: what is read here becomes facts about this node.
///
/// @param url `http://127.0.0.1:9400/metrics`
public record LoopbackEndpoint(URI url) {
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "localhost", "[::1]");

    public LoopbackEndpoint {
        boolean isPlain = "http".equals(url.getScheme()) && url.getUserInfo() == null && url.getHost() != null;
        if (!isPlain || !LOOPBACK.contains(url.getHost())) {
            throw new IllegalArgumentException(
                    "endpoint \"" + url + "\": expected http:// and a loopback address (127.0.0.1, [::1], localhost)");
        }
    }

    /// One GET; the whole answer has to be there within the deadline and to fit the cap.
    ///
    /// @param path under which it is told
    Attribute<byte[]> get(String path, Duration deadline, int cap) {
        long end = System.nanoTime() + deadline.toNanos();
        try {
            HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
            connection.setInstanceFollowRedirects(false);
            connection.setConnectTimeout((int) deadline.toMillis());
            connection.setReadTimeout((int) deadline.toMillis());
            try {
                int status = connection.getResponseCode();
                return status == HttpURLConnection.HTTP_OK
                        ? body(path, connection, end, cap)
                        : new Attribute.Unreadable<>(path, url + " answers with status " + status);
            } finally {
                connection.disconnect();
            }
        } catch (SocketTimeoutException _) {
            return late(path);
        } catch (IOException e) {
            return new Attribute.Unreadable<>(path, url + ": " + Errno.text(e));
        }
    }

    private Attribute<byte[]> body(String path, HttpURLConnection connection, long end, int cap) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[8192];
        try (InputStream body = connection.getInputStream()) {
            for (int read = body.read(chunk); read >= 0; read = body.read(chunk)) {
                bytes.write(chunk, 0, read);
                if (bytes.size() > cap) {
                    return new Attribute.Unreadable<>(path, url + " has more than " + cap + " bytes");
                }
                if (System.nanoTime() - end > 0) {
                    return late(path);
                }
            }
        }
        return new Attribute.Value<>(path, bytes.toByteArray());
    }

    private Attribute<byte[]> late(String path) {
        return new Attribute.TimedOut<>(path, url + " did not answer in time");
    }
}
