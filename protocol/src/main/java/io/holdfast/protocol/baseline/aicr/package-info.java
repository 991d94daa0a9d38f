/// Recipes, overlays and snapshots of NVIDIA AICR (`aicr.nvidia.com/v1alpha1`), evaluated as AICR 0.11.1 evaluates
/// them. Pure.
@org.jspecify.annotations.NullMarked
package io.holdfast.protocol.baseline.aicr;
