package io.holdfast.agent.probe;

import io.holdfast.agent.host.Attribute;
import io.holdfast.agent.host.CommandResult;
import io.holdfast.protocol.fact.Reading;
import io.holdfast.protocol.fact.Reading.Missing;
import io.holdfast.protocol.fact.Reading.Why;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The one place where what a host answered becomes a reading: the value, or the named reason why there is
/// none.
public final class Readings {
    /// Evidence is for a person; a screenful is enough.
    private static final int DETAIL = 200;

    private Readings() {}

    /// What the parser makes of the file; malformed where it makes nothing of it.
    public static <T> Reading of(Attribute<T> read, Function<? super T, Optional<Reading>> parse) {
        return switch (read) {
            case Attribute.Value<T>(String _, T content) -> parse.apply(content).orElseGet(() -> malformed(content));
            case Attribute.Absent<T>(String path) -> Reading.missing(Why.ABSENT, "no " + path);
            case Attribute.NotPermitted<T>(String _, String detail) -> Reading.missing(Why.NOT_PERMITTED, detail);
            case Attribute.Unreadable<T>(String _, String detail) -> refused(detail);
            case Attribute.TimedOut<T>(String _, String detail) -> Reading.missing(Why.TIMEOUT, detail);
        };
    }

    /// `EOPNOTSUPP` is the kernel's word for a feature that is there and switched off.
    private static Missing refused(String detail) {
        return Reading.missing(detail.equals("Operation not supported") ? Why.UNSUPPORTED : Why.UNREADABLE, detail);
    }

    /// What the parser makes of a tool's answer, whatever its exit status.
    public static Reading of(CommandResult result, Function<CommandResult.Finished, Reading> parse) {
        return switch (result) {
            case CommandResult.Finished finished -> parse.apply(finished);
            case CommandResult.Absent(var command) ->
                Reading.missing(Why.ABSENT, "no " + command.argv().getFirst());
            case CommandResult.NotPermitted(var _, String detail) -> Reading.missing(Why.NOT_PERMITTED, detail);
            case CommandResult.TimedOut(var _, String detail) -> Reading.missing(Why.TIMEOUT, detail);
            case CommandResult.TooLong(var command) ->
                Reading.missing(Why.UNREADABLE, "more than " + command.outputCap() + " bytes of output");
        };
    }

    /// Whether an attribute that is there refused because it does not exist for this device: `EINVAL`, `EOPNOTSUPP`.
    static boolean isUnsupported(String detail) {
        return detail.equals("Invalid argument") || detail.equals("Operation not supported");
    }

    /// What the parser makes of the output of a tool that has to end with 0; malformed where it makes nothing
    /// of it.
    public static Reading output(CommandResult result, Function<String, Optional<Reading>> parse) {
        return of(
                result,
                finished -> finished.exit() == 0
                        ? parse.apply(finished.stdout()).orElseGet(() -> malformed(finished.stdout()))
                        : failed(finished));
    }

    /// Why a tool that ended with an error told nothing. Tools of systemd have nothing to ask where another
    /// process is the first.
    static Missing failed(CommandResult.Finished finished) {
        String said = finished.stderr().strip();
        if (said.contains("not been booted with systemd")) {
            return Reading.missing(Why.NOT_APPLICABLE, "systemd is not the first process");
        }
        String line = said.lines().findFirst().orElse("");
        return Reading.missing(Why.UNREADABLE, ("exit " + finished.exit() + ": " + line).strip());
    }

    /// Names, and the word `none` where there is none: an empty list looks like nothing was read.
    static Reading names(Collection<String> names) {
        return Reading.Words.of(names.isEmpty() ? List.of("none") : names);
    }

    /// The text as it stands; malformed where it is empty.
    public static Reading text(Attribute<String> read) {
        return of(read, text -> text.isEmpty() ? Optional.empty() : Optional.of(new Reading.Text(text)));
    }

    /// A version as printed.
    public static Reading version(Attribute<String> read) {
        return of(read, text -> text.isEmpty() ? Optional.empty() : Optional.of(new Reading.Version(text)));
    }

    /// A decimal number.
    public static Reading whole(Attribute<String> read) {
        return of(read, text -> number(text).map(Reading.Whole::new));
    }

    /// A decimal number of some unit.
    public static Reading quantity(Attribute<String> read, String unit) {
        return of(read, text -> number(text).map(amount -> Reading.Quantity.of(amount, unit)));
    }

    public static Optional<Reading> quantity(Optional<BigDecimal> amount, String unit) {
        return amount.map(value -> new Reading.Quantity(value, unit));
    }

    /// `1`, `Y`, `on`, `yes`, `enabled`, `true` and their opposites.
    public static Reading flag(Attribute<String> read) {
        return of(read, text -> switch (text) {
            case "1", "Y", "y", "on", "yes", "enabled", "true" -> Optional.of(new Reading.Flag(true));
            case "0", "N", "n", "off", "no", "disabled", "false" -> Optional.of(new Reading.Flag(false));
            default -> Optional.empty();
        });
    }

    /// It was read and says what no parser knows; `content` is the evidence.
    public static Missing malformed(Object content) {
        String text = content instanceof byte[] bytes ? bytes.length + " bytes" : content.toString();
        return Reading.missing(Why.MALFORMED, text.length() <= DETAIL ? text : text.substring(0, DETAIL) + "...");
    }

    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.valueOf(text));
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }
}
