package io.holdfast.systemtests;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Broker.class)
class BrokerTest {
    @Test
    void aBrokerThatWasTakenAwayComesBackWithItsTopics(RunningBroker broker) throws Exception {
        try (Admin admin = admin(broker)) {
            admin.createTopics(List.of(new NewTopic("kept", 1, (short) 1)))
                    .all()
                    .get();
        }
        broker.takeAway();
        try (Admin admin = admin(broker)) {
            assertThrows(
                    ExecutionException.class, () -> admin.listTopics().names().get());
        }
        broker.restore();
        try (Admin admin = admin(broker)) {
            assertEquals(Set.of("kept"), admin.listTopics().names().get(30, TimeUnit.SECONDS));
        }
    }

    private static Admin admin(RunningBroker broker) {
        return Admin.create(Map.of(
                "bootstrap.servers", broker.bootstrapServers(),
                "default.api.timeout.ms", "3000",
                "request.timeout.ms", "1000"));
    }
}
