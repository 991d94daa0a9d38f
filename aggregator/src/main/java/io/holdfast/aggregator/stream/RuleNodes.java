package io.holdfast.aggregator.stream;

import io.holdfast.aggregator.fold.FleetNode;
import io.holdfast.aggregator.foreign.WorkRules;
import io.holdfast.aggregator.rollout.Member;
import io.holdfast.aggregator.rollout.Rule;
import io.holdfast.aggregator.topology.BaselineFolder;
import io.holdfast.aggregator.topology.ExpectedNodes;
import io.holdfast.protocol.fact.NodeId;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/// The nodes that each rule is for.
record RuleNodes(BaselineFolder folder, ExpectedNodes inventory, FleetView fleet) {
    /// As they are now.
    List<Member> members(String rule) {
        return of(rule).stream()
                .map(node -> new Member(
                        node.node(),
                        node.state(),
                        WorkRules.shipped().shows(node.work()).isEmpty(),
                        node.health().baseline(),
                        node.health().departs()))
                .toList();
    }

    List<FleetNode> of(String rule) {
        List<Rule> rules = rules();
        return fleet.all().stream()
                .filter(node -> Rule.of(rules, node.highlights(), labels(node.node()))
                        .filter(one -> one.name().equals(rule))
                        .isPresent())
                .toList();
    }

    /// The rule that a node falls under.
    Optional<String> ruleOf(NodeId node) {
        return fleet.find(node)
                .flatMap(one -> Rule.of(rules(), one.highlights(), labels(node)))
                .map(Rule::name);
    }

    private List<Rule> rules() {
        return folder.current().entries().stream()
                .map(BaselineFolder.Entry::rule)
                .toList();
    }

    SortedMap<String, String> labels(NodeId node) {
        return inventory.current().labels(node);
    }
}
