package io.holdfast.protocol.baseline;

import io.holdfast.protocol.yaml.LocatedYaml;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The baselines that ship with this version, and the layers they are put together from.
public final class ShippedBaselines implements Library {
    static final List<String> LAYERS = List.of(
            "ai-factory/base",
            "ai-factory/sys-212gb-fnr",
            "ai-factory/layout-1-2-2-200",
            "ai-factory/layout-1-2-3-400",
            "ai-factory/layout-1-4-3-200",
            "ai-factory/kubernetes",
            "ai-factory/network",
            "ai-factory/ubuntu-22.04",
            "gpu/rtxpro6000",
            "gpu/h200-nvl",
            "gpu/b200",
            "osmo/base",
            "osmo/kubernetes",
            "osmo/rtxpro",
            "osmo/hgx-b200",
            "osmo/ubuntu-24.04");

    static final List<String> BASELINES = List.of(
            "ai-factory/1-2-2-200-rtxpro6000",
            "ai-factory/1-2-2-200-h200",
            "ai-factory/1-2-3-400-rtxpro6000",
            "ai-factory/1-2-3-400-h200",
            "ai-factory/1-4-3-200-rtxpro6000",
            "ai-factory/1-4-3-200-h200",
            "osmo/2-8-5-200",
            "osmo/hgx-b200-2-8-9-400",
            "osmo/control-plane");

    @Override
    public Optional<Text> find(String name) {
        return Stream.concat(BASELINES.stream(), LAYERS.stream())
                .filter(name::equals)
                .findFirst()
                .map(ShippedBaselines::text);
    }

    private static Text text(String name) {
        String file = "baselines/" + name + ".yaml";
        return new Text(file, LocatedYaml.resource(file));
    }

    @Override
    public List<String> names() {
        return BASELINES;
    }
}
