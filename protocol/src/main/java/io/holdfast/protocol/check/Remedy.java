package io.holdfast.protocol.check;

/// What an operator is asked to do about a message of the kernel's log.
///
/// @param word names it in the tables
/// @param text for a person
/// @param cost what it disturbs
public record Remedy(String word, String text, Check.Cost cost) {}
