package io.holdfast.agent.report;

import io.holdfast.agent.memory.InboxPosition;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.protocol.wire.Envelope;
import io.holdfast.protocol.wire.InboxRecord;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// An inbox partition that keeps what the test puts into it and hands it over once it is read, and the key that its
/// orders are signed with.
public final class TestingInbox implements InboxReader.Factory {
    private static final String KEY_ID = "s1";

    private record Reader(Loop loop, InboxReader.Listener listener) {}

    private final KeyPair key = newKey();
    private final List<Envelope> records = new ArrayList<>();
    private final List<Reader> readers = new ArrayList<>();

    private static KeyPair newKey() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /// The key as configuration and grants name it.
    public Map<String, String> keys() {
        return Map.of(KEY_ID, Base64.getEncoder().encodeToString(key.getPublic().getEncoded()));
    }

    /// Signs an order and puts it at the end.
    public synchronized void put(InboxRecord order) {
        records.add(order.seal(KEY_ID, key.getPrivate()));
        readers.forEach(reader -> hand(reader, records.size() - 1));
    }

    @Override
    public InboxReader create(
            Vertx vertx, KafkaInbox.Place place, Reporter.Outlet outlet, InboxReader.Listener listener) {
        return new InboxReader() {
            @Override
            public void start() {
                read(new Reader(outlet.loop(), listener));
            }

            @Override
            public Future<Void> stop() {
                forget();
                return Future.succeededFuture();
            }
        };
    }

    private synchronized void read(Reader reader) {
        readers.add(reader);
        for (int i = 0; i < records.size(); i++) {
            hand(reader, i);
        }
    }

    private synchronized void forget() {
        readers.clear();
    }

    private void hand(Reader reader, int index) {
        Envelope record = records.get(index);
        reader.loop().run(() -> reader.listener().take(record, new InboxPosition(0, index + 1)));
    }
}
