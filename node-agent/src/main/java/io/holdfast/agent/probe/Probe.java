package io.holdfast.agent.probe;

import io.holdfast.agent.host.HostRoot;
import io.holdfast.protocol.check.Check.Cadence;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Section;
import java.util.List;

/// One source of facts. Reads a host and tells what it saw; every branch ends in a fact, absence included.
public interface Probe {
    /// Stable name, `pci.config`: in metrics, logs and `doctor`.
    String name();

    /// The section its facts belong to.
    Section section();

    /// How often it runs when no event asks for it sooner.
    Cadence cadence();

    /// All facts of this source as they stand now. Never throws for what a host may look like.
    List<Fact> observe(HostRoot host);
}
