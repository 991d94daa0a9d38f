# Sourced by scripts/images and scripts/package, after scripts/lib.sh: the parts of an image, and how they become one.

version=$(sed -n '0,/<version>/s:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml")
revision=$(git -C "$root" rev-parse HEAD 2>/dev/null || echo unknown)
[ -z "$(git -C "$root" status --porcelain --untracked-files=no 2>/dev/null)" ] || revision=$revision-dirty
created=$(git -C "$root" log -1 --format=%cI 2>/dev/null || echo 2026-11-01T00:00:00Z)
# Of every file. The JVM compares it with what its cache was made with.
epoch=$(date -u -d "$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</.*:\1:p' "$root/pom.xml")" +%s)

case $(uname -m) in
    x86_64) architecture=amd64 loader=/lib64/ld-linux-x86-64.so.2 ;;
    aarch64) architecture=arm64 loader=/lib/ld-linux-aarch64.so.1 ;;
    *) die "images are built for x86_64 and aarch64, this is $(uname -m)" ;;
esac

# What jdeps names for both, less java.desktop and java.compiler: Jackson and Kafka do without.
modules=java.base,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.security.sasl,java.sql
modules=$modules,java.xml,jdk.jfr,jdk.management,jdk.unsupported

declare -A module=([agent]=node-agent [aggregator]=aggregator)
declare -A main=([agent]=io.holdfast.agent.cli.HoldfastCommand [aggregator]=io.holdfast.aggregator.cli.HoldfastAggregator)
declare -A name=([agent]=holdfast [aggregator]=holdfast-aggregator)
# Who runs in the image unless told otherwise: reading a node takes root, serving a fleet does not.
declare -A user=([agent]=0:0 [aggregator]=65532:65532)
declare -A start=([agent]="agent --host-mount /host" [aggregator]=run)
# Of Debian, beside the C library: nsenter and setsid start the host's tools; RocksDB is C++.
declare -A programs=([agent]="/usr/bin/nsenter /usr/bin/setsid" [aggregator]="")

home=/opt/holdfast

# The jars of both modules and their bills of materials.
build_parts() {
    local wanted=$root/target/images/parts log=$root/target/images/build.log image
    [ ! -f "$wanted" ] || [ "$stamp" -nt "$wanted" ] || return 0
    find_maven
    mkdir -p "$root/target/images"
    # The plugin that writes the bills asks Maven to be online; it needs nothing that the build does not.
    (cd "$root" && mvn -B -ntp -pl node-agent,aggregator -am package cyclonedx:makeBom \
        -DskipTests -Dmaven.test.skip=true -Dspotless.check.skip=true -Denforcer.skip=true) >"$log" 2>&1 \
        || { grep -m 20 '^\[ERROR\]' "$log" >&2; die "the build failed; all of it is in $log" 1; }
    touch "$wanted"
}

# A Java of the modules that are needed, into a folder.
jre() {
    "$JAVA_HOME/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
        --compress zip-0 --output "$1"
}

# A file of this machine and the libraries it is linked to, at the same places below a folder.
with_libraries() {
    local into=$1 file
    shift
    for file in "$@"; do
        ldd "$file" | sed -n 's/.*=> \(\/[^ ]*\) .*/\1/p; s/^[[:space:]]*\(\/[^ ]*\) (.*/\1/p' | while read -r library; do
            case $library in /lib* | /usr/lib*) ;; *) continue ;; esac
            install -D -m 755 "$(readlink -f "$library")" "$into$library"
        done
    done
}

# The folder of an image: what lies in each layer (base, jre, lib, app).
tree() {
    local image=$1 into=$2 jars=$root/${module[$1]}/target program
    mkdir -p "$into"/{base,jre$home,lib$home/native,app$home}
    mkdir -p "$into/base"/{etc,proc,sys,dev,run,host,tmp,var/lib/holdfast,usr/share/doc}
    # A tmpfs mounted there takes the folder's mode.
    chmod 1777 "$into/base/tmp" "$into/base/var/lib/holdfast"
    printf 'root:x:0:0:root:/:/\nnonroot:x:65532:65532:nonroot:/:/\n' >"$into/base/etc/passwd"
    printf 'root:x:0:\nnonroot:x:65532:\n' >"$into/base/etc/group"
    printf 'hosts: files dns\n' >"$into/base/etc/nsswitch.conf"
    cp -r "$work/jre" "$into/jre$home/jre"
    "$JAVA_HOME/bin/java" "$root/scripts/image/SlimJar.java" "$jars/lib" "$into/lib$home/lib" "$into/lib$home/native"
    # Ours change with every commit, others' do not: a layer each.
    mkdir -p "$into/app$home/lib"
    mv "$into/lib$home/lib"/holdfast-*.jar "$into/app$home/lib/"
    cp "$jars/holdfast-${module[$image]}-$version.jar" "$into/app$home/lib/"
    chmod 755 "$into/lib$home/native"/*.so
    options "$image" "$into" >"$into/app$home/${name[$image]}"
    for program in ${programs[$image]}; do
        install -D -m 755 "$program" "$into/base$program"
    done
    # shellcheck disable=SC2086 # a list
    with_libraries "$into/base" "$into/jre$home/jre/bin/java" "$into/jre$home/jre/lib/server/libjvm.so" \
        "$into/lib$home/native"/*.so ${programs[$image]}
    copyrights "$into/base" | sort -u >"$into/packages"
    find "$into" -exec touch -h -d "@$epoch" {} +
}

# The licences of Debian's files below a folder, as Debian ships them; prints their packages and versions.
copyrights() {
    local base=$1 file package
    find "$base" -type f \( -name '*.so*' -o -path '*/bin/*' \) | while read -r file; do
        file=${file#"$base"}
        package=$({ dpkg-query -S "$file" || dpkg-query -S "/usr$file"; } 2>/dev/null | head -n 1 | cut -d: -f1) || true
        [ -n "$package" ] || continue
        mkdir -p "$base/usr/share/doc/$package"
        cp -L "/usr/share/doc/$package/copyright" "$base/usr/share/doc/$package/copyright"
        dpkg-query -W -f '${Package} ${Version}\n' "$package"
    done
}

# The argument file that Java starts with: `java @holdfast doctor` in the image.
options() {
    local image=$1 into=$2 jars
    jars=$(cd "$into" && ls {app,lib}$home/lib/*.jar | sed "s:^[a-z]*$home/::" | LC_ALL=C sort -t/ -k2 | paste -sd: -)
    case $image in
        agent)
            printf '%s\n' -XX:+UseSerialGC -Xmx32m -Xss256k -XX:TieredStopAtLevel=1 -XX:MaxMetaspaceSize=64m \
                -XX:ReservedCodeCacheSize=16m -XX:TrimNativeHeapInterval=10000 -Dio.netty.allocator.type=unpooled
            ;;
        aggregator) printf '%s\n' -XX:+UseSerialGC -XX:MaxRAMPercentage=60 ;;
    esac
    # Native libraries lie in the image: nothing is unpacked, so the root may be read-only and /tmp noexec.
    [ "$aot" = none ] || printf '%s\n' -XX:AOTCache=$home/aot/${name[$image]}.aot -XX:+UnlockDiagnosticVMOptions \
        -XX:ArchiveRelocationMode=0
    printf '%s\n' -XX:+UseCompactObjectHeaders -XX:-UsePerfData -XX:+ExitOnOutOfMemoryError \
        --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        -Djava.library.path=$home/native -Dorg.sqlite.lib.path=$home/native -Dorg.sqlite.lib.name=libsqlitejdbc.so \
-DZstdNativePath=$home/native/libzstd-jni.so \
        -Dorg.xerial.snappy.lib.path=$home/native -Dorg.xerial.snappy.lib.name=libsnappyjava.so \
        -cp "$(printf '%s' "$home/$jars" | sed "s#:#:$home/#g")" "${main[$image]}"
}

# Trains both caches with the very Java, jars and paths of the images: an aggregator and an agent that reads a recorded
# node, over a broker, all on loopback. A cache of the same content that was made before is taken again.
caches() {
    local image key wanted=()
    for image in agent aggregator; do
        key=$(content "$work/$image")
        if [ "$aot" = keep ] && [ -f "$cache/aot/$key" ]; then
            install -D -m 644 "$cache/aot/$key" "$work/$image/aot$home/aot/${name[$image]}.aot"
        else
            wanted+=("$image")
        fi
    done
    [ ${#wanted[@]} = 0 ] || train
    for image in "${wanted[@]}"; do
        key=$(content "$work/$image")
        install -D -m 644 "$work/root-$image$home/aot/${name[$image]}.aot" "$cache/aot/$key"
        install -D -m 644 "$cache/aot/$key" "$work/$image/aot$home/aot/${name[$image]}.aot"
    done
    find "$work"/*/aot -exec touch -h -d "@$epoch" {} +
}

# A digest of all that an image holds but its cache.
content() {
    (cd "$1" && find base jre lib app -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum | cut -d' ' -f1)
}

stand=()
stop_stand() {
    local i
    # Last started, first stopped: who is stopped writes its cache in peace.
    for ((i = ${#stand[@]} - 1; i >= 0; i--)); do
        kill "${stand[i]}" 2>/dev/null || true
        wait "${stand[i]}" 2>/dev/null || true
    done
    stand=()
}

train() {
    local image
    for image in agent aggregator; do
        mkdir -p "$work/root-$image/$home/aot"
        for layer in base jre lib app; do
            cp -a "$work/$image/$layer/." "$work/root-$image/"
        done
        sed "s,^-XX:AOTCache=,-XX:AOTCacheOutput=," "$work/$image/app$home/${name[$image]}" \
            | grep -v -e UnlockDiagnostic -e ArchiveRelocation >"$work/root-$image$home/training"
    done
    cp -r "$root/node-agent/src/test/resources/hosts/hgx-h100/." "$work/root-agent/host/"
    "$JAVA_HOME/bin/java" -Xmx256m -cp "$(class_path)" "$root/scripts/image/TrainingBroker.java" "$work/kafka" \
        >"$work/broker" 2>"$work/broker.log" &
    stand+=($!)
    await "$work/broker" '127' "$work/broker.log"
    local kafka enrol web
    kafka=$(head -n 1 "$work/broker")
    inside aggregator run --kafka "$kafka" --listen 127.0.0.1:0 --enrol-listen 127.0.0.1:0 \
        --management-listen 127.0.0.1:0 --data /var/lib/holdfast
    await "$work/aggregator.log" 'enrolment on' "$work/aggregator.log"
    web=$(sed -n 's/.* on port \([0-9]*\), .*/\1/p' "$work/aggregator.log")
    enrol=$(sed -n 's/.*enrolment on \([0-9]*\),.*/\1/p' "$work/aggregator.log")
    cp "$work/root-aggregator/var/lib/holdfast/keys/bootstrap-secret" "$work/root-agent/host/"
    inside agent agent --root /host --kafka "$kafka" --enrol-url "http://127.0.0.1:$enrol" \
        --bootstrap-secret-file /host/bootstrap-secret --management-port 0 --data /var/lib/holdfast
    await "$work/agent.log" 'is enrolled' "$work/agent.log"
    local i
    for i in 1 2 3 4 5 6 7 8; do
        sleep 1
        get "$web" /api/v1/fleet
        get "$web" /api/v1/nodes
        get "$web" /
    done >/dev/null
    stop_stand
    for image in agent aggregator; do
        [ -s "$work/root-$image$home/aot/${name[$image]}.aot" ] \
            || { tail -n 5 "$work/$image.log" >&2; die "no AOT cache of the $image was written" 1; }
    done
}

# Runs an image's Java in its own root, with this machine's network, /proc and /dev.
inside() {
    local image=$1 map=-r
    shift
    [ "$(id -u)" != 0 ] || map=
    # shellcheck disable=SC2016 # for the shell inside
    unshare $map -m sh -c 'root=$1; shift
        mount --rbind /proc "$root/proc" && mount --rbind /dev "$root/dev" && exec chroot "$root" "$@"' \
        sh "$work/root-$image" "$home/jre/bin/java" "@$home/training" "$@" >"$work/$image.log" 2>&1 &
    stand+=($!)
}

# Waits until a file has a line, up to two minutes.
await() {
    local i
    for i in $(seq 240); do
        ! grep -q "$2" "$1" 2>/dev/null || return 0
        sleep 0.5
    done
    tail -n 5 "$3" >&2
    die "the training does not get on: no \"$2\" in two minutes" 1
}

get() {
    { printf 'GET %s HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n' "$2" >&4; cat <&4; } 4<>"/dev/tcp/127.0.0.1/$1" || true
}

# Writes the archive of an image, its bill of materials and the digests of its layers, and says how large they are.
pack() {
    local image=$1 from=$2 to=$3 layout=$work/oci-$1 layer file digest diff layers='[]' diffs='[]' base
    base=holdfast-$image-$version-$architecture
    rm -rf "$layout"
    mkdir -p "$layout/blobs/sha256"
    : >"$to/$base.layers"
    for layer in base jre lib app aot; do
        [ -d "$from/$layer" ] || continue
        file=$layout/layer
        (cd "$from/$layer" && tar --sort=name --format=gnu --mtime="@$epoch" --owner=0 --group=0 --numeric-owner -cf "$file" -- *)
        diff=$(sha256sum "$file" | cut -d' ' -f1)
        gzip -n -6 "$file"
        digest=$(blob "$layout" "$file.gz")
        layers=$(jq -c --arg d "sha256:$digest" --argjson n "$(size "$layout" "$digest")" '. + [{mediaType:
            "application/vnd.oci.image.layer.v1.tar+gzip", digest: $d, size: $n}]' <<<"$layers")
        diffs=$(jq -c --arg d "sha256:$diff" '. + [$d]' <<<"$diffs")
        printf '%-5s sha256:%s %10s bytes\n' "$layer" "$digest" "$(size "$layout" "$digest")" >>"$to/$base.layers"
    done
    config "$image" "$diffs" >"$layout/config"
    digest=$(blob "$layout" "$layout/config")
    jq -nc --arg d "sha256:$digest" --argjson n "$(size "$layout" "$digest")" --argjson layers "$layers" '{schemaVersion: 2,
        mediaType: "application/vnd.oci.image.manifest.v1+json", config: {mediaType:
        "application/vnd.oci.image.config.v1+json", digest: $d, size: $n}, layers: $layers}' >"$layout/manifest"
    digest=$(blob "$layout" "$layout/manifest")
    printf 'image sha256:%s\n' "$digest" >>"$to/$base.layers"
    jq -nc --arg d "sha256:$digest" --argjson n "$(size "$layout" "$digest")" --arg name "localhost/holdfast-$image:$version" \
        --arg arch "$architecture" '{schemaVersion: 2, mediaType: "application/vnd.oci.image.index.v1+json", manifests:
        [{mediaType: "application/vnd.oci.image.manifest.v1+json", digest: $d, size: $n, platform: {os: "linux",
        architecture: $arch}, annotations: {"org.opencontainers.image.ref.name": $name, "io.containerd.image.name":
        $name}}]}' >"$layout/index.json"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    tar -C "$layout" --sort=name --format=gnu --mtime="@$epoch" --owner=0 --group=0 --numeric-owner \
        -cf "$to/$base.oci.tar" oci-layout index.json blobs
    bill "$image" "$from" >"$to/$base.cdx.json"
    printf '%s\n  digest    sha256:%s\n  archive   %s MB, unpacked %s MB\n  materials %s, %s components\n' "$base" "$digest" \
        "$(($(stat -c %s "$to/$base.oci.tar") / 1000000))" \
        "$(($(cd "$from" && du -sbc -- base jre lib app $([ ! -d aot ] || echo aot) | tail -n 1 | cut -f1) / 1000000))" \
        "$base.cdx.json" "$(jq '.components | length' "$to/$base.cdx.json")"
}

# Moves a file into a layout under its digest; prints that.
blob() {
    local digest
    digest=$(sha256sum "$2" | cut -d' ' -f1)
    mv "$2" "$1/blobs/sha256/$digest"
    printf '%s' "$digest"
}

size() {
    stat -c %s "$1/blobs/sha256/$2"
}

config() {
    jq -nc --arg arch "$architecture" --arg created "$created" --arg user "${user[$1]}" --arg home "$home" \
        --arg name "${name[$1]}" --arg start "${start[$1]}" --arg image "holdfast-$1" --arg version "$version" \
        --arg revision "$revision" --argjson diffs "$2" '{created: $created, architecture: $arch, os: "linux",
        config: {User: $user, WorkingDir: $home, Entrypoint: [($home + "/jre/bin/java"), ("@" + $home + "/" + $name)],
        Cmd: ($start | split(" ")), Env: [("PATH=" + $home + "/jre/bin:/usr/bin"), "LANG=C.UTF-8", "MALLOC_ARENA_MAX=2",
        "HOLDFAST_DATA=/var/lib/holdfast"],
        Labels: {"org.opencontainers.image.title": $image, "org.opencontainers.image.version": $version,
        "org.opencontainers.image.revision": $revision, "org.opencontainers.image.created": $created,
        "org.opencontainers.image.licenses": "Apache-2.0"}},
        rootfs: {type: "layers", diff_ids: $diffs}, history: [$diffs[] | {created: $created, created_by: "scripts/images"}]}'
}

# The bill of the jars, with Java and the packages of Debian that files were taken from.
bill() {
    local java
    java=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"/\1/p' "$JAVA_HOME/release")
    jq --arg java "$java" --rawfile packages "$2/packages" --arg revision "$revision" '
        (.metadata.component.properties) |= ((. // []) + [{name: "holdfast:revision", value: $revision}])
        | .components += ([{type: "platform", name: "java-runtime", version: $java,
            licenses: [{expression: "GPL-2.0-only WITH Classpath-exception-2.0"}]}]
        + [$packages | split("\n")[] | select(. != "") | split(" ") | {type: "library", name: .[0], version: .[1],
            purl: ("pkg:deb/debian/" + .[0] + "@" + .[1])}])' "$root/${module[$1]}/target/bom.json"
}
