package io.holdfast.protocol.wire;

/// A source with its instance taken out, so that the sources of many instances are one text: `{}` is the
/// instance,
/// `{0}` and `{1}` are
/// the device and the number of a port. A source that has a brace of its own stays as it is, marked by a
/// leading `=`.
final class SourcePattern {
    private SourcePattern() {}

    static String of(String instance, String source) {
        if (source.indexOf('{') >= 0 || source.startsWith("=")) {
            return "=" + source;
        }
        if (source.contains(instance)) {
            return source.replace(instance, "{}");
        }
        int slash = instance.indexOf('/');
        if (slash > 0) {
            String device = "/" + instance.substring(0, slash) + "/";
            String port = "/ports/" + instance.substring(slash + 1);
            if (source.contains(device) && (source.contains(port + "/") || source.endsWith(port))) {
                String pattern = source.replace(device, "/{0}/").replace(port, "/ports/{1}");
                return expand(instance, pattern).equals(source) ? pattern : source;
            }
        }
        return source;
    }

    static String expand(String instance, String pattern) {
        if (pattern.startsWith("=")) {
            return pattern.substring(1);
        }
        if (pattern.indexOf('{') < 0) {
            return pattern;
        }
        int slash = instance.indexOf('/');
        String whole = pattern.replace("{}", instance);
        return slash < 0
                ? whole
                : whole.replace("{0}", instance.substring(0, slash)).replace("{1}", instance.substring(slash + 1));
    }
}
