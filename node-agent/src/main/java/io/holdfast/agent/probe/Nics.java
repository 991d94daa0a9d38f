package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.HostRoot;
import io.holdfast.agent.parse.NicTables;
import io.holdfast.agent.parse.Words;
import io.holdfast.protocol.fact.Fact;
import io.holdfast.protocol.fact.Instance;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

/// The ConnectX and BlueField functions of a host that are no virtual ones.
final class Nics {
    /// Tools of so many cards run at once: each takes seconds, and a core.
    private static final int AT_ONCE = 4;

    private Nics() {}

    /// One function.
    ///
    /// @param device PCI device id; empty where it could not be read
    record Nic(String address, Optional<Long> device) {
        String path() {
            return PciFunctions.DEVICES + "/" + address;
        }

        Instance instance() {
            return new Instance(address);
        }

        /// Bus and device: what the functions of one card share.
        String card() {
            return address.substring(0, address.lastIndexOf('.'));
        }

        boolean isBlueField() {
            return device.filter(NicTables::isBlueField).isPresent();
        }
    }

    static List<Nic> physical(HostRoot host) {
        List<Nic> nics = new ArrayList<>();
        for (String address : host.list(PciFunctions.DEVICES)) {
            boolean isNic = PciFunctions.function(host, address)
                    .filter(PciFunctions.Function::isMellanoxNic)
                    .isPresent();
            if (isNic && !PciFunctions.isVirtual(host, address)) {
                nics.add(new Nic(address, device(host, address)));
            }
        }
        return nics;
    }

    static Optional<Long> device(HostRoot host, String address) {
        return host.read(PciFunctions.DEVICES + "/" + address + "/device")
                        instanceof Attribute.Value<String>(String _, String text)
                ? Words.hex(text)
                : Optional.empty();
    }

    /// The interface of a function that stands for the port itself.
    static Optional<NetDevices.NetDevice> netdev(List<NetDevices.NetDevice> devices, Nic nic) {
        return devices.stream()
                .filter(device -> device.address().equals(Optional.of(nic.address())))
                .findFirst();
    }

    /// Asks several functions at once, each in a thread of its own; the answers in their order.
    static List<Fact> sideBySide(List<Nic> nics, Function<Nic, List<Fact>> ask) {
        Semaphore places = new Semaphore(AT_ONCE);
        List<Fact> facts = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Fact>>> answers = new ArrayList<>();
            for (Nic nic : nics) {
                answers.add(threads.submit(() -> {
                    places.acquire();
                    try {
                        return ask.apply(nic);
                    } finally {
                        places.release();
                    }
                }));
            }
            for (Future<List<Fact>> answer : answers) {
                facts.addAll(answer.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("asking the cards failed: " + e.getCause(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("told to stop while asking the cards", e);
        }
        return facts;
    }
}
