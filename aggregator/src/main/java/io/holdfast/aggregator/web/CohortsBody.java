package io.holdfast.aggregator.web;

import io.holdfast.aggregator.correlate.CohortDrift;
import io.holdfast.aggregator.stream.FleetFacts;
import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.fact.NodeId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// `GET /api/v1/drift/cohorts`: nodes of the same hardware, and who differs from its peers.
///
/// @param complete false while the stored facts are still being read: nodes are lacking then
record CohortsBody(Instant asOf, boolean complete, List<CohortBody> cohorts) {

    /// @param typical the node that is most like its peers, of those without a fault; null where there is none
    record CohortBody(
            SortedMap<String, String> hardware,
            int nodes,
            @Nullable NodeId typical,
            List<DifferenceBody> differences) {}

    /// @param usual what most peers read
    /// @param alike how many of them do, of those of whom it is known
    record DifferenceBody(
            CheckId check, String usual, int alike, int known, boolean suspected, SortedMap<NodeId, String> odd) {
        static DifferenceBody of(CohortDrift.Difference found) {
            return new DifferenceBody(
                    found.check(), found.usual(), found.alike(), found.known(), found.suspected(), found.odd());
        }
    }

    /// What a single node's page says of it.
    ///
    /// @param nodes how many peers there are, the node with them
    record PeersBody(boolean complete, int nodes, List<OddBody> odd) {

        /// @param observed what this node reads
        record OddBody(CheckId check, String usual, String observed, int alike, int known, boolean suspected) {}

        /// Null where the node has no peers that it could be compared with.
        static @Nullable PeersBody of(NodeId node, FleetFacts.Cohorts all) {
            return all.cohorts().stream()
                    .filter(cohort -> cohort.nodes().contains(node))
                    .findFirst()
                    .map(cohort -> new PeersBody(
                            all.complete(),
                            cohort.nodes().size(),
                            cohort.differences().stream()
                                    .flatMap(found -> odd(node, found).stream())
                                    .toList()))
                    .orElse(null);
        }

        private static Optional<OddBody> odd(NodeId node, CohortDrift.Difference found) {
            return Optional.ofNullable(found.odd().get(node))
                    .map(observed -> new OddBody(
                            found.check(), found.usual(), observed, found.alike(), found.known(), found.suspected()));
        }
    }

    /// @param isFit whether a node is without a fault
    static CohortsBody of(FleetFacts.Cohorts all, Predicate<NodeId> isFit, Instant now) {
        return new CohortsBody(
                now,
                all.complete(),
                all.cohorts().stream()
                        .map(cohort -> new CohortBody(
                                cohort.hardware(),
                                cohort.nodes().size(),
                                cohort.typical(isFit).orElse(null),
                                cohort.differences().stream()
                                        .map(DifferenceBody::of)
                                        .toList()))
                        .toList());
    }
}
