package io.holdfast.standalone.simulate;

import io.holdfast.agent.report.BaselineSource;
import io.holdfast.agent.report.Enroller;
import io.holdfast.agent.report.Reporter;
import io.holdfast.agent.schedule.Loop;
import io.holdfast.agent.schedule.Timing;
import io.holdfast.protocol.check.Catalog;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;

/// What all made-up nodes share: one loop, one HTTP client, one Kafka producer.
///
/// @param outlet the reporters' way out
/// @param door where nodes enrol
/// @param baselines where nodes find what they are judged by
/// @param version what the nodes say their agent is
record Stage(
        Vertx vertx,
        HttpClient http,
        Reporter.Outlet outlet,
        Enroller.Door door,
        BaselineSource baselines,
        Catalog catalog,
        Timing timing,
        Weather weather,
        String version) {
    Loop loop() {
        return outlet.loop();
    }
}
