package io.holdfast.protocol.baseline.floor;

import io.holdfast.protocol.fact.CheckId;
import io.holdfast.protocol.finding.Severity;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// A security advisory, as far as it says which versions are safe.
///
/// @param id `NVIDIA-SA-5703`
/// @param date when it was published
/// @param url where it can be read; empty text where nobody says
/// @param severity of a finding that it causes
/// @param notes what could not be used of it, and why
public record Advisory(
        String id,
        String title,
        LocalDate date,
        String url,
        Severity severity,
        List<Floor> floors,
        List<String> notes) {
    public Advisory {
        floors = List.copyOf(floors);
        notes = List.copyOf(notes);
    }

    /// What it says of one check; empty where that is nothing.
    public Optional<Advisory> about(CheckId check) {
        List<Floor> some = floors.stream()
                .filter(floor -> floor.product().check().equals(check))
                .toList();
        return some.isEmpty()
                ? Optional.empty()
                : Optional.of(new Advisory(id, title, date, url, severity, some, notes));
    }

    /// As a finding names it: `NVIDIA-SA-5703 of 2025-10-09`.
    public String words() {
        return id + " of " + date;
    }
}
