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
    # What the last one said is not to be taken for what this one says.
    rm -f "$work/forward"
    # The command itself: of a function in the background only the subshell would be ended.
    kubectl --namespace holdfast port-forward deployment/holdfast-aggregator :8080 >"$work/forward" 2>&1 &
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

counted() {
    kubectl get --raw "/api/v1/nodes/$node/proxy/stats/summary" >"$work/stats.json" \
        && jq -e '[.pods[] | select(.podRef.namespace == "holdfast").containers[0].memory.rssBytes] | length == 3 and all(. > 0)' "$work/stats.json"
}

# What the kubelet counts of each pod, and how long each took from its making until it was ready.
table() {
    echo "| pod | made to ready | working set | anonymous | limit |"
    echo "|---|---|---|---|---|"
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

# An upgrade; waits until what it changed runs.
upgrade() {
    helm upgrade holdfast "${install[@]:3}" "$@" >"$work/helm.out" 2>&1 || { cat "$work/helm.out" >&2; die "helm could not upgrade" 1; }
    rolled_out
}

# One expectation that no machine meets, for the number is another each time.
baselines() {
    printf 'baselines:\n  site.yaml: {baseline: site/try, title: This machine, expect: {sysctl.vm.swappiness: %s}}\n' "$1"
    printf '  assign.yaml: {assign: [{baseline: site/try}]}\n'
}

judged='.nodes[0].baseline != null and .nodes[0].findings.DRIFT == 1'
waiting='.rollouts | any(.state == "WAITING")'

try_everything() {
    local status=0 agent aggregator
    open_web
    becomes 60 "the fleet has this node, and says that it is heard" api_says nodes \
        '.nodes | length == 1 and .[0].name == "'"$node"'" and .[0].lastHeard != null and (.[0].state | IN("SILENT", "UNENROLLED") | not)'
    expect "its name comes from the token that the kubelet projected" api_says nodes '.nodes[0].identity == "token"'
    expect "the dashboard's page is served" bash -c 'curl -fsS "$0/" | grep -qi "<title>holdfast"' "$web"
    in_namespace exec daemonset/holdfast-agent -- java @holdfast doctor >"$work/doctor" 2>&1 || status=$?
    [ "$status" = 0 ] || { cat "$work/doctor" >&2; not_seen "kubectl exec daemonset/holdfast-agent -- java @holdfast doctor ends with $status"; }
    seen "kubectl exec .. doctor: $(tail -n 1 "$work/doctor")"
    becomes 60 "the kubelet counts what the pods take" counted
    table
    agent=$(uid_of agent) aggregator=$(uid_of aggregator)
    upgrade
    expect "helm upgrade without a change replaces no pod" same_pods "$agent" "$aggregator"

    baselines 201 >"$work/baselines.yaml"
    upgrade --values "$work/baselines.yaml"
    open_web
    becomes 60 "a first baseline waits for approval" api_says rollouts "$waiting"
    curl -fsS -X POST -H 'content-type: application/json' -d '{"why": "tried"}' -o /dev/null \
        "$web/api/v1/rollouts/$(api rollouts | jq -r '.rollouts[0].id')/approve-for-all"
    becomes 60 "approved, the node is judged by it" api_says nodes "$judged"
    aggregator=$(uid_of aggregator)
    baselines 202 >"$work/baselines.yaml"
    upgrade --values "$work/baselines.yaml"
    becomes 120 "a changed ConfigMap is seen by the running aggregator, and waits" api_says rollouts "$waiting"
    expect "no pod was replaced for it" same_pods "$agent" "$aggregator"

    in_namespace delete pod -l app.kubernetes.io/component=aggregator >/dev/null
    rolled_out
    open_web
    becomes 30 "another aggregator knows the same: the node's baseline, and what waits" both_said "$judged" "$waiting"
    in_namespace delete pod -l app.kubernetes.io/component=kafka >/dev/null
    rolled_out
    agent=$(api nodes | jq -r '.nodes[0].lastHeard')
    becomes 180 "another broker has the same volume, and the node is heard again" api_says nodes ".nodes[0].lastHeard > \"$agent\""
    expect "nothing is lost with the broker's pod" both_said "$judged" "$waiting"
    in_namespace delete pod -l app.kubernetes.io/component=agent >/dev/null
    rolled_out
    becomes 60 "another agent speaks for the same node" api_says nodes \
        '.nodes | length == 1 and .[0].duplicate == null and .[0].identity == "token" and .[0].findings.DRIFT == 1'
    upgrade --values "$work/baselines.yaml" --set agent.profile=observe-unprivileged
    becomes 60 "without privileges what cannot be read is named" api_says nodes '.nodes[0].uncovered | length > 0'
    expect "no container was ever restarted" nobody_restarted
    remove_chart
}

both_said() { api_says nodes "$1" && api_says rollouts "$2"; }
same_pods() { [ "$(uid_of agent)" = "$1" ] && [ "$(uid_of aggregator)" = "$2" ]; }
