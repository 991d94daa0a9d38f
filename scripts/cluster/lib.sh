# Sourced by scripts/try-cluster, after scripts/lib.sh: the programs of the node, built from pinned modules, and the images that
# no registry is asked for.

modules_of=$root/system-tests/kube
# Goes up with the way the programs are built: other flags, another programs folder.
node_recipe=1

# Sets `programs`, the folder of what is built from the three modules and this Go; builds what is not built.
build_programs() {
    command -v go >/dev/null || die "no Go on the PATH: Kubernetes is built from its modules with Go 1.26 or newer"
    local go version digest module
    go=$(cd "$modules_of/node" && go env GOVERSION GOOS GOARCH) || die "this Go cannot read system-tests/kube/node/go.mod"
    version=$(cd "$modules_of" && GOFLAGS=-mod=readonly go list -m -f '{{.Version}}' k8s.io/kubernetes)
    grep -q "k8s.io/kubernetes $version " "$modules_of/node/go.mod" \
        || die "system-tests/kube/node/go.mod is of another release than system-tests/kube/go.mod ($version)" 1
    digest=$({ cat "$modules_of"/{node,pods,helm}/go.{mod,sum} "$modules_of"/pods/*/main.go; echo "$go $node_recipe"; } | sha256sum | cut -c1-16)
    programs=$cache/node/$digest
    [ ! -x "$programs/helm" ] || return 0
    mkdir -p "$cache/node"
    exec 8>"$cache/node/build.lock"
    if command -v flock >/dev/null; then flock 8; fi
    [ ! -x "$programs/helm" ] || { exec 8>&-; return 0; }
    local new=$programs.new log=$cache/node/build.log stamp=k8s.io/component-base/version minor=${version#v*.}
    echo "building kubelet, controllers, scheduler, kubectl $version, CoreDNS and Helm: some ten minutes the first time, nothing afterwards ($log)" >&2
    rm -rf "$new"
    mkdir -p "$new"
    : >"$log"
    for module in node pods helm; do
        (
            cd "$modules_of/$module"
            export CGO_ENABLED=0 GOWORK=off GOFLAGS=-mod=readonly
            case $module in
                node) nice -n 10 go build -p 2 -trimpath -o "$new/" \
                    -ldflags "-s -w -X $stamp.gitVersion=$version -X $stamp.gitMajor=1 -X $stamp.gitMinor=${minor%%.*}" tool ;;
                pods) nice -n 10 go build -p 2 -trimpath -o "$new/" -ldflags "-s -w" ./... ;;
                helm) nice -n 10 go build -p 2 -trimpath -o "$new/" -ldflags "-s -w" tool ;;
            esac
        ) >>"$log" 2>&1 8>&- || die "system-tests/kube/$module could not be built: $(grep -v '^go: downloading' "$log" | head -1) (all of it: $log)" 1
    done
    mv "$new" "$programs"
    exec 8>&-
}

# An OCI archive of one folder's files: folder, name, architecture, what is started (JSON list), user, archive.
archive_of() {
    local from=$1 image=$2 arch=$3 entry=$4 user=$5 to=$6 layout layer diff digest
    layout=$(mktemp -d "$work/oci.XXXXXX")
    mkdir -p "$layout/blobs/sha256"
    layer() { sha256sum "$1" | cut -d' ' -f1; }
    tar -C "$from" --sort=name --owner=0 --group=0 --numeric-owner -cf "$layout/layer" .
    diff=$(layer "$layout/layer")
    put() {
        digest=$(layer "$1")
        mv "$1" "$layout/blobs/sha256/$digest"
        jq -nc --arg type "$2" --arg d "sha256:$digest" --argjson n "$(stat -c %s "$layout/blobs/sha256/$digest")" \
            '{mediaType: ("application/vnd.oci.image." + $type), digest: $d, size: $n}'
    }
    local layers config manifest
    layers=$(put "$layout/layer" layer.v1.tar)
    jq -nc --arg arch "$arch" --arg user "$user" --argjson entry "$entry" --arg d "sha256:$diff" '{architecture: $arch, os: "linux",
        config: {User: $user, Entrypoint: $entry, Env: ["LANG=C.UTF-8"]}, rootfs: {type: "layers", diff_ids: [$d]}}' >"$layout/config"
    config=$(put "$layout/config" config.v1+json)
    jq -nc --argjson config "$config" --argjson layer "$layers" '{schemaVersion: 2, mediaType:
        "application/vnd.oci.image.manifest.v1+json", config: $config, layers: [$layer]}' >"$layout/manifest"
    manifest=$(put "$layout/manifest" manifest.v1+json)
    jq -nc --argjson m "$manifest" --arg name "$image" --arg arch "$arch" '{schemaVersion: 2, manifests: [$m + {platform: {os: "linux",
        architecture: $arch}, annotations: {"org.opencontainers.image.ref.name": $name, "io.containerd.image.name": $name}}]}' \
        >"$layout/index.json"
    printf '{"imageLayoutVersion":"1.0.0"}' >"$layout/oci-layout"
    tar -C "$layout" -cf "$to" oci-layout index.json blobs
    rm -rf "$layout"
}

pause_image=localhost/holdfast-try-pause:1
kafka_image=localhost/holdfast-try-kafka:4

# The process that holds a pod's namespaces: what registry.k8s.io/pause is elsewhere.
pause_archive() {
    local from=$work/pause
    mkdir -p "$from"
    cp "$programs/pause" "$from/pause"
    archive_of "$from" "$pause_image" "$architecture" '["/pause"]' 65535:65535 "$1"
}

# Kafka's own broker out of the jars of the build, behind what Apache's image takes from its environment.
kafka_archive() {
    local from=$work/kafka home=/opt/kafka
    mkdir -p "$from"{/etc,/tmp,/var/lib/kafka/data,"$home/lib","$home/classes"}
    chmod 1777 "$from/tmp"
    printf 'root:x:0:0:root:/:/\nappuser:x:1000:1000:appuser:/:/\n' >"$from/etc/passwd"
    printf 'hosts: files dns\n' >"$from/etc/nsswitch.conf"
    "$JAVA_HOME/bin/jlink" --add-modules java.se,jdk.unsupported,jdk.management --strip-debug --no-header-files --no-man-pages \
        --output "$from$home/jre"
    cp "$lib"/*.jar "$from$home/lib/"
    "$JAVA_HOME/bin/javac" -d "$from$home/classes" -cp "$lib/*" "$root/scripts/cluster/KafkaFromEnvironment.java"
    with_libraries "$from" "$from$home/jre/bin/java" "$from$home/jre/lib/server/libjvm.so"
    archive_of "$from" "$kafka_image" "$architecture" "[\"$home/jre/bin/java\", \"-Xms512m\", \"-Xmx512m\", \"-cp\",
        \"$home/classes:$home/lib/*\", \"KafkaFromEnvironment\"]" 1000:1000 "$1"
    rm -rf "$from"
}

# What containerd, the kubelet, CoreDNS and the pods' network are told.
write_settings() {
    mkdir -p "$work/cni" "$work/log" "$work/flexvolume"
    cat >"$work/containerd.toml" <<END
version = 2
root = "$work/containerd"
state = "/run/containerd"
[grpc]
  address = "/run/containerd/containerd.sock"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "$pause_image"
  restrict_oom_score_adj = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "$cni_plugins"
    conf_dir = "$work/cni"
END
    cat >"$work/cni/10-holdfast.conflist" <<END
{"cniVersion": "0.4.0", "name": "holdfast", "plugins": [{"type": "ptp", "mtu": 1500,
 "ipam": {"type": "host-local", "dataDir": "$work/addresses", "ranges": [[{"subnet": "$pods"}]], "routes": [{"dst": "0.0.0.0/0"}]}}]}
END
    : >"$work/resolv.conf"
    cat >"$work/Corefile" <<END
cluster.local {
    bind $address
    errors
    kubernetes cluster.local {
        kubeconfig $work/api/kubeconfig
    }
}
END
    cat >"$work/kubelet.yaml" <<END
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
cgroupDriver: cgroupfs
cgroupRoot: /$group
failCgroupV1: false
failSwapOn: false
oomScoreAdj: 0
address: $address
clusterDNS: [$address]
clusterDomain: cluster.local
resolvConf: $work/resolv.conf
volumePluginDir: $work/flexvolume
authentication: {anonymous: {enabled: false}, webhook: {enabled: false}, x509: {clientCAFile: $work/api/kubelet-ca.crt}}
authorization: {mode: AlwaysAllow}
evictionHard: {memory.available: 100Mi, nodefs.available: 1%, imagefs.available: 1%}
imageGCHighThresholdPercent: 100
imageMinimumGCAge: 24h
# How soon a changed ConfigMap is seen in a pod, at most.
syncFrequency: 10s
END
    # For the process that runs the node.
    {
        printf 'root=%q programs=%q interface=%q pods=%q services=%q\n' "$root" "$programs" "$interface" "$pods" \
            10.96.0.0/24
        printf 'archives=%q\ntags=%q\n' "$archives" "$tags"
    } >"$work/settings"
}
