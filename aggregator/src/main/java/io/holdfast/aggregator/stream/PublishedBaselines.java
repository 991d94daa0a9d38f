package io.holdfast.aggregator.stream;

import io.holdfast.protocol.fleet.Assignment;
import io.holdfast.protocol.wire.Digests;
import io.holdfast.protocol.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// All baselines that were published, by digest: where each lies, and its bytes, kept compressed. The digest is that of
/// the bytes, whatever a record is called. One thread writes; others look.
final class PublishedBaselines {
    /// @param name of the baseline
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    private record Published(Assignment.Place place, String name, byte[] packed) {}

    private record Named(String name) {}

    private final Map<String, Published> all = new ConcurrentHashMap<>();

    /// Takes in a record.
    ///
    /// @throws IllegalArgumentException where these bytes have another digest
    void put(String digest, byte[] data, Assignment.Place place) {
        if (!Digests.of(data).equals(digest)) {
            throw new IllegalArgumentException("what lies there under baseline " + digest + " is not that baseline");
        }
        String name = Wire.decode(data, Named.class).name();
        all.put(digest, new Published(place, name, packed(data)));
    }

    boolean has(String digest) {
        return all.containsKey(digest);
    }

    Optional<byte[]> find(String digest) {
        return Optional.ofNullable(all.get(digest)).map(one -> unpacked(one.packed()));
    }

    Optional<String> nameOf(String digest) {
        return Optional.ofNullable(all.get(digest)).map(Published::name);
    }

    Map<String, Assignment.Place> places() {
        Map<String, Assignment.Place> places = new HashMap<>();
        all.forEach((digest, one) -> places.put(digest, one.place()));
        return Map.copyOf(places);
    }

    private static byte[] packed(byte[] data) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(data);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return packed.toByteArray();
    }

    private static byte[] unpacked(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }
}
