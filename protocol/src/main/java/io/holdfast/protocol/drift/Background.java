package io.holdfast.protocol.drift;

import io.holdfast.protocol.check.Catalog;

/// What a report of differences is put in relation to.
///
/// @param changes asked for a few nodes of each cause
/// @param sources where expectations stand
/// @param trend what was counted before; of a fleet alone
public record Background(Catalog catalog, Changes changes, Sources sources, DriftTrend trend) {
    /// Nothing is known but what checks mean.
    public static Background of(Catalog catalog) {
        return new Background(catalog, Changes.NONE, Sources.NONE, DriftTrend.NONE);
    }

    public Background with(Changes known) {
        return new Background(catalog, known, sources, trend);
    }
}
