# Sourced by scripts/try-cluster: what a user does with the chart, and what has to be so afterwards.

in_namespace() { kubectl --namespace holdfast "$@"; }

# A step that was seen, with the seconds since the start.
seen() { printf '%4d s  %s\n' "$SECONDS" "$*"; }

not_seen() {
    echo "--- pods and what was said of them" >&2
    in_namespace get pods -o wide >&2 || true
    in_namespace get events --sort-by=.lastTimestamp 2>/dev/null | tail -n 15 >&2 || true
    for pod in $(in_namespace get pods -o name 2>/dev/null); do
        echo "--- $pod" >&2
        in_namespace logs "$pod" --tail=8 >&2 || true
    done
    die "$1" 1
}

expect() {
    local what=$1
    shift
    "$@" || not_seen "$what: not so"
    seen "$what"
}

# Until a command succeeds: seconds, what for, command.
becomes() {
    local end=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || not_seen "$what: not so in time"
        sleep 0.5
    done
    seen "$what"
}

rolled_out() {
    local workload
    for workload in statefulset/holdfast-kafka deployment/holdfast-aggregator daemonset/holdfast-agent; do
        in_namespace rollout status "$workload" --timeout=240s >/dev/null || not_seen "$workload is not rolled out"
    done
}

install_chart() {
    "${install[@]}" >"$work/helm.out" 2>&1 || { cat "$work/helm.out" >&2; die "helm could not install" 1; }
    rolled_out
    seen "helm install: broker, aggregator and agent run and are ready"
    in_namespace get pods
}

# The dashboard's address as a user gets it; sets `web`.
forward=
open_web() {
    close_web
    # Not in a subshell: its process has to be ended.
    in_namespace port-forward deployment/holdfast-aggregator :8080 >"$work/forward" 2>&1 &
    forward=$!
    becomes 30 "port-forward to the dashboard" grep -q 'Forwarding from 127' "$work/forward"
    web=http://127.0.0.1:$(sed -n 's/.*127.0.0.1:\([0-9]*\) .*/\1/p' "$work/forward")
}
close_web() {
    [ -z "$forward" ] || { kill "$forward" 2>/dev/null || true; wait "$forward" 2>/dev/null || true; }
    forward=
}

api() { curl -fsS "$web/api/v1/$1"; }
api_says() { api "$1" | jq -e "$2" >/dev/null; }

# What the kubelet counts of each pod, and how long each took from its making until it was ready.
table() {
    echo "| pod | made to ready | working set | anonymous | limit |"
    echo "|---|---|---|---|---|"
    kubectl get --raw "/api/v1/nodes/$node/proxy/stats/summary" >"$work/stats.json"
    in_namespace get pods -o json | jq -r --slurpfile stats "$work/stats.json" '.items[] | . as $pod
        | (.status.conditions[] | select(.type == "Ready").lastTransitionTime | fromdate) as $ready
        | ($stats[0].pods[] | select(.podRef.name == $pod.metadata.name).containers[0].memory) as $memory
        | "| \(.metadata.labels["app.kubernetes.io/component"]) | \($ready - (.metadata.creationTimestamp | fromdate)) s | \($memory.workingSetBytes
        / 1048576 | floor) MiB | \($memory.rssBytes / 1048576 | floor) MiB | \(.spec.containers[0].resources.limits.memory) |"'
}

# What a release made: everything of the namespace but what Kubernetes itself puts there, and what is not in any.
left_over() {
    local kinds kind
    kinds=$(kubectl api-resources --verbs=list --namespaced -o name | grep -v -e '^events' | paste -sd,)
    in_namespace get "$kinds" -o name --ignore-not-found 2>/dev/null \
        | grep -v -x -e serviceaccount/default -e configmap/kube-root-ca.crt || true
    for kind in clusterroles clusterrolebindings; do
        kubectl get "$kind" -l app.kubernetes.io/part-of=holdfast -o name
    done
    # What only the node sees.
    find "$work/kubelet/pods" -mindepth 1 -maxdepth 1 2>/dev/null || true
}
nothing_left() { [ -z "$(left_over)" ]; }

remove_chart() {
    close_web
    helm uninstall holdfast --namespace holdfast --wait --timeout 120s >"$work/helm.out" 2>&1 \
        || { cat "$work/helm.out" >&2; die "helm could not uninstall" 1; }
    local end=$((SECONDS + 120))
    until nothing_left; do
        [ "$SECONDS" -lt "$end" ] || die "left after helm uninstall: $(left_over | paste -sd' ')" 1
        sleep 1
    done
    seen "helm uninstall: no object, no claim and no pod is left; on the node stays /var/lib/holdfast ($(
        cd "$work/over/var/lib/holdfast" && ls -A | paste -sd' '))"
}

uid_of() { in_namespace get pod -l "app.kubernetes.io/component=$1" -o jsonpath='{.items[*].metadata.uid}'; }
restarts() { in_namespace get pods -o jsonpath='{.items[*].status.containerStatuses[*].restartCount}'; }
nobody_restarted() { [ -z "$(restarts | tr -d ' 0')" ]; }
same_pod() { [ "$(uid_of "$1")" = "$2" ]; }
upgrade() { helm upgrade holdfast "${install[@]:3}" "$@" >"$work/helm.out" 2>&1 || { cat "$work/helm.out" >&2; die "helm could not upgrade" 1; }; }

try_everything() {
    open_web
    becomes 60 "the fleet has this node, and says that it is heard" api_says nodes \
        '.nodes | length == 1 and .[0].name == "'"$node"'" and .[0].lastHeard != null and (.[0].state | IN("SILENT", "UNENROLLED") | not)'
    expect "its name comes from the token that the kubelet projected" api_says nodes '.nodes[0].identity == "token"'
    expect "the dashboard's page is served" bash -c 'curl -fsS "$0/" | grep -qi "<title>holdfast"' "$web"
    echo "     node: $(api nodes | jq -c '.nodes[0] | {state, identity, agentVersion, os, kernel, findings, missing, uncovered}')"
    local status=0
    in_namespace exec daemonset/holdfast-agent -- java @holdfast doctor >"$work/doctor" 2>&1 || status=$?
    echo "     kubectl exec .. doctor ends with $status:"
    sed 's/^/       /' "$work/doctor"
    table
    expect "no container was restarted" nobody_restarted
}
