package io.holdfast.agent.probe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// One way in which a file of a sick machine differs from that of a well one.
enum Mutation {
    /// The writer was killed, the disk was full: cut at some fiftieth of the length.
    TRUNCATED {
        @Override
        byte[] of(byte[] content, RandomGenerator random) {
            return Arrays.copyOf(content, (int) ((long) content.length * random.nextInt(50) / 50));
        }
    },
    /// A line that stands twice.
    REPEATED {
        @Override
        byte[] of(byte[] content, RandomGenerator random) {
            List<String> lines =
                    new String(content, StandardCharsets.ISO_8859_1).lines().toList();
            if (lines.isEmpty()) {
                return content;
            }
            int twice = random.nextInt(lines.size());
            StringBuilder text = new StringBuilder();
            for (int i = 0; i < lines.size(); i++) {
                text.append(lines.get(i)).append('\n').append(i == twice ? lines.get(i) + "\n" : "");
            }
            return text.toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    },
    /// A tool that speaks another language: commas in decimals, a letter that is not ASCII before each colon.
    FOREIGN {
        @Override
        byte[] of(byte[] content, RandomGenerator random) {
            String text = new String(content, StandardCharsets.ISO_8859_1);
            String commas = DECIMAL.matcher(text).replaceAll("$1,$2");
            return (random.nextBoolean() ? commas : commas.replace(":", "\u00e9:")).getBytes(StandardCharsets.UTF_8);
        }
    },
    /// Some bytes that are others: a bad cable, a bad disk. What was a 1 may now well be a 0.
    FLIPPED {
        @Override
        byte[] of(byte[] content, RandomGenerator random) {
            ByteArrayOutputStream flipped = new ByteArrayOutputStream();
            int every = Math.max(1, content.length / 5);
            for (byte one : content) {
                flipped.write(random.nextInt(every) == 0 ? one ^ (1 << random.nextInt(8)) : one);
            }
            return flipped.toByteArray();
        }
    };

    private static final Pattern DECIMAL = Pattern.compile("(\\d)\\.(\\d)");

    abstract byte[] of(byte[] content, RandomGenerator random);

    /// Whether a value can be told from another by nobody afterwards.
    boolean mayForge() {
        return this == FLIPPED;
    }
}
