/// The API server of the cluster: the only package that imports its client.
@org.jspecify.annotations.NullMarked
package io.holdfast.aggregator.kube;
