# Shared by the scripts beside it; sourced, never run. Finds the tools, builds when sources are newer than what was built,
# and knows how to start Java.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/holdfast
lib=$root/standalone/target/lib
stamp=$root/standalone/target/built

# One line to the person who called, and the exit status for "something outside has to be mended first".
die() {
    printf '%s: %s\n' "$(basename "$0")" "$1" >&2
    exit "${2:-3}"
}

# Major version of the Java in a folder, by its release file; nothing where there is none.
java_major() {
    [ -x "$1/bin/java" ] && sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null
}

# Sets JAVA_HOME to a JDK 25: the version that the build asks for.
find_jdk() {
    local candidate major seen=
    local on_path
    on_path=$(command -v java) && on_path=$(dirname "$(dirname "$(readlink -f "$on_path")")")
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/*25* "$on_path" "$HOME"/.sdkman/candidates/java/25* /opt/*jdk*25*; do
        [ -n "$candidate" ] || continue
        major=$(java_major "$candidate") || major=
        if [ "$major" = 25 ] && [ -x "$candidate/bin/javac" ]; then
            export JAVA_HOME=$candidate
            return
        fi
        [ -z "$major" ] || seen="$seen, Java $major in $candidate"
    done
    local hint=
    if command -v apt-cache >/dev/null; then
        local package
        for package in temurin-25-jdk openjdk-25-jdk-headless; do
            if [ -n "$(apt-cache --quiet search --names-only "^$package\$" 2>/dev/null)" ]; then
                hint="; apt-get install $package provides it"
                break
            fi
        done
    fi
    die "no JDK 25: looked at JAVA_HOME, /usr/lib/jvm/*25*, java on the PATH and ~/.sdkman (found: ${seen#, })$hint"
}

find_maven() {
    command -v mvn >/dev/null || die "no Maven: mvn is not on the PATH (apt-get install maven, 3.8 or newer)"
}

# The dashboard is built with Node.
find_node() {
    local tool
    for tool in node npm; do
        command -v "$tool" >/dev/null || die "no $tool on the PATH: the dashboard is built with Node 20 or newer"
    done
    local major
    major=$(node --version | sed 's/^v\([0-9]*\).*/\1/')
    [ "$major" -ge 20 ] || die "Node $major is too old: the dashboard is built with Node 20 or newer"
}

# Whether any source is newer than the last build. Folders count too: a deleted file changes its folder.
is_stale() {
    [ -f "$stamp" ] || return 0
    local sources=(pom.xml .mvn) module entry
    for module in protocol node-agent aggregator standalone; do
        sources+=("$module/pom.xml" "$module/src")
    done
    for entry in "$root"/dashboard/*; do
        case ${entry##*/} in
            dist | node_modules | target | test) ;;
            *) sources+=("dashboard/${entry##*/}") ;;
        esac
    done
    [ -n "$(cd "$root" && find "${sources[@]}" -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# Builds what `up` and `holdfast` run, if needed: our jar and all others in standalone/target/lib.
build() {
    find_jdk
    is_stale || return 0
    find_maven
    find_node
    mkdir -p "$root/standalone/target"
    if command -v flock >/dev/null; then
        exec 9>"$root/standalone/target/build.lock"
        flock 9
        is_stale || { exec 9>&-; return 0; }
    fi
    local log=$root/standalone/target/build.log status=0
    # Removed, not overwritten: a process that runs from these jars has them open and keeps what it has.
    rm -rf "$lib" "$root"/standalone/target/holdfast-standalone-*.jar
    touch "$stamp.new"
    (cd "$root" && mvn -B -ntp -pl standalone -am package \
        -DskipTests -Dmaven.test.skip=true -Dspotless.check.skip=true -Denforcer.skip=true) 2>&1 9>&- | tee "$log" | progress || status=$?
    if [ "$status" != 0 ]; then
        grep -m 20 '^\[ERROR\]' "$log" >&2
        die "the build failed; all of it is in $log" 1
    fi
    mv "$stamp.new" "$stamp"
    [ ! -e "/proc/$$/fd/9" ] || exec 9>&-
}

# Maven's output as one line that is overwritten; nothing at all where nobody looks.
progress() {
    if [ ! -t 2 ]; then
        cat >/dev/null
        return
    fi
    local line
    while IFS= read -r line; do
        case $line in
            '[INFO] Building Holdfast'*) printf '\r\033[K%s ...' "building ${line#\[INFO\] Building }" >&2 ;;
        esac
    done
    printf '\r\033[K' >&2
}

class_path() {
    local jar
    jar=$(echo "$root"/standalone/target/holdfast-standalone-*.jar)
    printf '%s:%s/*' "$jar" "$lib"
}
