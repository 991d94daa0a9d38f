package io.holdfast.protocol.fact;

/// What a fact is about: the node itself, a PCI address, a port `mlx5_0/1`, a netdev or a module name.
public record Instance(String text) implements Comparable<Instance> {
    /// The node as a whole.
    public static final Instance NODE = new Instance("node");

    public Instance {
        if (text.isBlank()) {
            throw new IllegalArgumentException("instance is blank");
        }
    }

    /// By hand, as in `CheckId`.
    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof Instance(String otherText) && text.equals(otherText));
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public int compareTo(Instance other) {
        return text.compareTo(other.text);
    }

    @Override
    public String toString() {
        return text;
    }
}
