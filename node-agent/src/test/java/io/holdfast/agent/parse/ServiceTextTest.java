package io.holdfast.agent.parse;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ServiceTextTest {
    @Test
    void unitsAnswerInTheOrderOfTheQuestion() {
        String output =
                "Id=chrony.service\nLoadState=loaded\nUnitFileState=\n\nId=kubelet.service\nLoadState=not-found\n";

        assertEquals(
                Optional.of(List.of(
                        Map.of("Id", "chrony.service", "LoadState", "loaded", "UnitFileState", ""),
                        Map.of("Id", "kubelet.service", "LoadState", "not-found"))),
                UnitText.blocks(output, 2));
        assertEquals(Optional.empty(), UnitText.blocks(output, 3), "one answer too few: none can be told");
        assertEquals(Optional.empty(), UnitText.blocks("", 1));
    }

    @Test
    void failedUnitsMayHaveADotBeforeThem() {
        String two = """
                  UNIT          LOAD   ACTIVE SUB    DESCRIPTION
                rshim.service loaded failed failed rshim driver
                \u25cf dev-sdb1.swap loaded failed failed /dev/sdb1

                LOAD   = Reflects whether the unit definition was properly loaded.

                2 loaded units listed.
                """;
        assertEquals(Optional.of(Set.of("rshim.service", "dev-sdb1.swap")), UnitText.listed(two));
        assertEquals(Optional.of(Set.of()), UnitText.listed("0 loaded units listed.\n"));
        assertEquals(Optional.of(Set.of()), UnitText.listed("  UNIT LOAD ACTIVE SUB DESCRIPTION\n\n0 units listed.\n"));
        assertEquals(Optional.empty(), UnitText.listed(""), "nothing was said");
        assertEquals(
                Optional.empty(),
                UnitText.listed(two.replace("rshim.service loaded failed failed rshim driver\n", "")));
    }

    @Test
    void containerdPrintsItsVersionInThreeForms() {
        assertEquals(
                Optional.of("2.0.5"),
                ContainerdText.version("containerd github.com/containerd/containerd/v2 v2.0.5 fb4c30d4ede3\n"));
        assertEquals(
                Optional.of("1.7.27"), ContainerdText.version("containerd github.com/containerd/containerd 1.7.27 \n"));
        assertEquals(
                Optional.of("1.7.13-k3s1"),
                ContainerdText.version("containerd github.com/k3s-io/containerd v1.7.13-k3s1 \n"));
        assertEquals(
                Optional.of("1.17.8"),
                ContainerdText.version("NVIDIA Container Toolkit CLI version 1.17.8\ncommit: f202b80a\n"));
        assertEquals(Optional.empty(), ContainerdText.version("containerd"));
    }

    @Test
    void aRuntimeIsATableOfTheCriPluginInEachSchema() {
        assertEquals(List.of("nvidia", "runc"), ContainerdText.runtimes("""
                        version = 2
                        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
                        [ plugins . "io.containerd.grpc.v1.cri" . containerd . runtimes . nvidia . options ] # tail
                        """));
        assertEquals(
                List.of("nvidia"),
                ContainerdText.runtimes("[plugins.'io.containerd.cri.v1.runtime'.containerd.runtimes.'nvidia']\n"));
        assertEquals(List.of(), ContainerdText.runtimes("""
                        # [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]
                        text = \"\"\"
                        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.nvidia]
                        \"\"\"
                        [other.containerd.runtimes.nvidia]
                        [plugins."io.containerd.grpc.v1.cri".containerd.runtimes
                        [[plugins]]
                        """));
    }

    @Test
    void flagsHaveTheirValueWithOrWithoutAnEqualsSign() {
        assertEquals(
                Map.of("config", "/c", "config-dir", "/d", "v", "2", "fail-swap-on", "true"),
                KubeletText.flags(KubeletText.arguments(
                        "/usr/bin/kubelet\0--config=/c\0--config-dir\0/d\0--fail-swap-on\0--v=2\0")));
        assertEquals(Map.of(), KubeletText.flags(KubeletText.arguments("")));
    }

    @Test
    void aDropInMergesMappingsAndReplacesTheRest() {
        ObjectNode base = KubeletText.configuration("""
                        maxPods: 110
                        evictionHard: {memory.available: 100Mi, nodefs.available: 10%}
                        registerWithTaints: [{key: a, effect: NoSchedule}]
                        """).orElseThrow();
        ObjectNode over = KubeletText.configuration("""
                        maxPods: 250
                        evictionHard: {nodefs.available: 15%}
                        registerWithTaints: [{key: b, value: c, effect: NoExecute}]
                        """).orElseThrow();

        ObjectNode merged = KubeletText.merged(base, over);

        assertEquals(Optional.of("250"), KubeletText.setting(merged, "maxPods"));
        assertEquals(
                Optional.of("memory.available=100Mi,nodefs.available=15%"),
                KubeletText.setting(merged, "evictionHard"));
        assertEquals(Optional.of("b=c:NoExecute"), KubeletText.setting(merged, "registerWithTaints"));
        assertEquals(Optional.empty(), KubeletText.setting(merged, "failSwapOn"));
        assertEquals(Optional.of("110"), KubeletText.setting(base, "maxPods"), "the base stays as it was");
        for (String damaged : List.of("", "a: [", "- 1", "text")) {
            assertEquals(Optional.empty(), KubeletText.configuration(damaged), damaged);
        }
    }

    @Test
    void theCpuManagerGivesOutTheSharedPoolAndThePodsOwn() {
        assertEquals(
                Optional.of(new KubeletText.CpuState("static", new TreeSet<>(List.of(0, 1, 2, 3, 8)))),
                KubeletText.cpuState("{\"policyName\":\"static\",\"defaultCpuSet\":\"0-1,8\","
                        + "\"entries\":{\"pod\":{\"main\":\"2-3\"}},\"checksum\":1}"));
        assertEquals(
                Optional.of(new KubeletText.CpuState("none", new TreeSet<>())),
                KubeletText.cpuState("{\"policyName\":\"none\",\"defaultCpuSet\":\"\",\"checksum\":1353318690}"));
        for (String damaged : List.of("", "{", "{}", "{\"policyName\":\"static\",\"defaultCpuSet\":\"x\"}")) {
            assertEquals(Optional.empty(), KubeletText.cpuState(damaged), damaged);
        }
    }

    @Test
    void kubeletSaysItsVersionAndIsToldItsAddress() {
        assertEquals(Optional.of("v1.33.5"), KubeletText.version("Kubernetes v1.33.5\n"));
        assertEquals(Optional.empty(), KubeletText.version("v1.33.5"));
        assertEquals(
                Optional.of("10.0.0.7"), KubeletText.nodeIp("# c\nKUBELET_EXTRA_ARGS=\"--v=2 --node-ip=10.0.0.7\"\n"));
        assertEquals(Optional.empty(), KubeletText.nodeIp("KUBELET_EXTRA_ARGS=\n"));
    }
}
