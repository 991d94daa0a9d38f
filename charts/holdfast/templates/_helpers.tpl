{{/* Names. A release called holdfast needs no second half. */}}
{{- define "holdfast.fullname" -}}
{{- include "holdfast.check" . -}}
{{- if contains .Chart.Name .Release.Name -}}{{ .Release.Name | trunc 40 | trimSuffix "-" }}{{- else -}}{{ printf "%s-holdfast" .Release.Name | trunc 40 | trimSuffix "-" }}{{- end -}}
{{- end }}

{{- define "holdfast.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
app.kubernetes.io/part-of: holdfast
{{ include "holdfast.selector" . }}
{{- end }}

{{/* Takes a list: the root and the component. */}}
{{- define "holdfast.labelsOf" -}}
{{ include "holdfast.labels" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{- define "holdfast.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "holdfast.selectorOf" -}}
{{ include "holdfast.selector" (index . 0) }}
app.kubernetes.io/component: {{ index . 1 }}
{{- end }}

{{/* Takes a list: the root and the image's name. */}}
{{- define "holdfast.image" -}}
{{- $root := index . 0 -}}
{{- with $root.Values.image.registry }}{{ . }}/{{ end }}{{ index . 1 }}:{{ $root.Values.image.tag | default $root.Chart.AppVersion }}
{{- end }}

{{- define "holdfast.kafka" -}}
{{- if eq .Values.kafka.mode "bundled" -}}
{{ include "holdfast.fullname" . }}-kafka.{{ .Release.Namespace }}.svc:9092
{{- else -}}
{{ join "," .Values.kafka.external.bootstrapServers }}
{{- end -}}
{{- end }}

{{/* Takes a list: the root and the component. */}}
{{- define "holdfast.kafkaSecret" -}}
{{- $external := (index . 0).Values.kafka.external -}}
{{- if eq (index . 1) "agent" }}{{ $external.agentConfigSecret | default $external.configSecret }}{{ else }}{{ $external.configSecret }}{{ end -}}
{{- end }}

{{- define "holdfast.aggregatorHost" -}}
{{ include "holdfast.fullname" . }}-aggregator.{{ .Release.Namespace }}.svc
{{- end }}

{{- define "holdfast.keysSecret" -}}
{{ .Values.keysSecret | default (printf "%s-keys" (include "holdfast.fullname" .)) }}
{{- end }}

{{- define "holdfast.tlsSecret" -}}
{{ .Values.enrolment.tls.secret | default (printf "%s-enrolment-tls" (include "holdfast.fullname" .)) }}
{{- end }}

{{- define "holdfast.baselinesConfigMap" -}}
{{- if .Values.baselinesConfigMap }}{{ .Values.baselinesConfigMap }}{{ else if .Values.baselines }}{{ include "holdfast.fullname" . }}-baselines{{ end -}}
{{- end }}

{{/* What a schema cannot say. */}}
{{- define "holdfast.check" -}}
{{- if not .Values.cluster }}{{ fail "cluster: say what this cluster is called, for example --set cluster=lab" }}{{ end -}}
{{- if not (regexMatch "^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$" .Values.cluster) }}{{ fail (printf "cluster: %q is no DNS label: a-z, 0-9 and -, at most 63 of them" .Values.cluster) }}{{ end -}}
{{- if and (eq .Values.kafka.mode "external") (not .Values.kafka.external.bootstrapServers) }}{{ fail "kafka.external.bootstrapServers: kafka.mode is external, so name your brokers, for example {kafka-0:9092,kafka-1:9092}" }}{{ end -}}
{{- if and (ne .Values.kafka.mode "external") (or .Values.kafka.external.configSecret .Values.kafka.external.agentConfigSecret) }}{{ fail "kafka.external.configSecret: the bundled broker asks nobody who he is; set kafka.mode to external" }}{{ end -}}
{{- if and .Values.kafka.external.agentConfigSecret (not .Values.kafka.external.configSecret) }}{{ fail "kafka.external.agentConfigSecret: the aggregator would speak in the clear; set kafka.external.configSecret too" }}{{ end -}}
{{- if and .Values.agent.privileged (ne .Values.agent.profile "observe") }}{{ fail (printf "agent.privileged: the profile %s has no privileges; set agent.profile to observe" .Values.agent.profile) }}{{ end -}}
{{- if and .Values.baselines .Values.baselinesConfigMap }}{{ fail "baselines and baselinesConfigMap: give one of the two" }}{{ end -}}
{{- end }}
