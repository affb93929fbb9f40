import type { TemplateKind } from '../channels/channel.ts';

/** Where a variable has a value: in messages on one alert, on several, in digests, on an entry of `alerts` or of `groups`. */
export type VariablePlace = 'single' | 'aggregated' | 'digest' | 'alert' | 'group';

/** A variable a template can read. */
export interface VariableName {
  readonly name: string;
  readonly in: readonly VariablePlace[];
  /** What it holds, for the table in docs/messages.md. */
  readonly says: string;
}

const ALERT = ['single', 'aggregated', 'alert'] as const;
const LISTS = ['aggregated', 'digest'] as const;
const MESSAGES = ['single', 'aggregated', 'digest'] as const;

/** OCP's names (OCP manual, "alert template variables"). In an aggregated message those not said to be joined are the worst alert's. */
const OCP: readonly (readonly [string, string, readonly VariablePlace[]])[] = [
  ['app_type', 'OB, OCP, OMS, OBProxy, Backup', ALERT],
  ['alarm_id', "the sender's id of the alert", ALERT],
  ['alarm_type', 'machine name of the rule (`ob_cannot_connected`)', ALERT],
  ['alarm_name', 'name; joined in an aggregated message', ALERT],
  ['alarm_level', "level in the channel's language (停服, Down)", ALERT],
  ['alarm_level_color', 'colour of the level, `#722ED1`', ALERT],
  ['alarm_status', "告警中 or 已消除 in the channel's language", ALERT],
  ['alarm_scope', 'what kind of object', ALERT],
  ['alarm_target', 'the object as sent (`ob_cluster=obcluster-1:svr_ip=192.0.2.10`); joined', ALERT],
  ['alarm_summary', 'summary as sent', ALERT],
  ['alarm_description', 'description as sent', ALERT],
  ['alarm_url', 'link to the alert at its source', ALERT],
  ['alarm_active_at', 'when it began, `2026-11-21T03:07:12+08:00`', ALERT],
  ['alarm_updated_at', 'when its source last changed it', ALERT],
  ['alarm_resolved_at', 'when it ended; empty while it fires', ALERT],
  ['alarm_last_interval', 'how long it lasts, `PT200S`', ALERT],
  ['alarm_evaluation_interval', "the rule's cycle in seconds", ALERT],
  ['alarm_duration', "the rule's duration in seconds", ALERT],
  ['alarm_threshold', "the rule's threshold", ALERT],
  ['alarm_group', "the rule's group", ALERT],
  ['alarm_group_by', "the group's key as text", ALERT],
  ['alarm_count', 'how many alerts the message holds', [...ALERT, 'digest']],
  ['value', 'the measured value', ALERT],
  ['value_shown', 'the same for people (`96.0 %`)', ALERT],
  ['service', 'service', ALERT],
  ['ob_cluster', 'cluster', ALERT],
  ['ob_cluster_group', 'group of clusters', ALERT],
  ['ob_cluster_id', 'number of the cluster', ALERT],
  ['ob_tenant', 'tenant', ALERT],
  ['tenant_name', 'the same', ALERT],
  ['host_ip', 'host', ALERT],
  ['svr_ip', 'the same', ALERT],
  ['app_cluster', 'application cluster', ALERT],
];

/** Our own. */
const OWN: readonly (readonly [string, string, readonly VariablePlace[]])[] = [
  ['title', 'the whole title line (`【停服】OB 服务器无法连接 · obcluster-1/192.0.2.10`)', [...ALERT, 'digest']],
  ['name', 'name of the alert or group', [...ALERT, 'group']],
  ['level', 'down, critical, warning, caution or info, for conditions', [...ALERT, 'group']],
  ['status', 'firing or resolved, for conditions', [...ALERT, 'group']],
  ['change', 'new, repeat, escalated, refired, recovered or fired-and-recovered, for conditions', ALERT],
  ['change_text', 'what changed, in words; empty for new, repeat and recovered', ALERT],
  ['source', 'who sent it', ALERT],
  ['target', 'the object as sent', ALERT],
  ['place', 'the object in short (`obcluster-1/192.0.2.10`)', ALERT],
  ['target_detail', 'the object as sent, where `place` says less', ALERT],
  ['summary', 'summary as sent', ALERT],
  ['description', 'description as sent', ALERT],
  ['note', 'summary, unless it repeats name, target or description', ALERT],
  ['detail', 'description, unless it repeats name and target', ALERT],
  ['labels_text', 'the labels in one line, where there is neither', ALERT],
  ['labels', 'all labels: `labels.instance`, `labels["a.b"]`', ALERT],
  ['url', 'link to the alert, else to the list', [...ALERT, 'digest']],
  ['link', 'link to the list', LISTS],
  ['group', "the group's key", ALERT],
  ['since', 'when it began, `11-21 03:07:12 +08:00`', ALERT],
  ['duration', 'how long it lasts or lasted, in words', ALERT],
  ['timing', 'both in one; in a list from the first to the last', [...ALERT, 'digest']],
  ['late', 'when an alert is told late, how late; of several the oldest', [...ALERT, 'digest']],
  ['flapping', 'of an alert that goes back and forth: how often in how long; else how many do', [...ALERT, 'digest']],
  ['occurrences', 'how often it was received', ALERT],
  ['since_last', 'how often since it was last told', ALERT],
  ['frequency', 'both in words, without the word that it is over; empty for once', ALERT],
  ['first_at', 'when it was first received', [...ALERT, 'digest']],
  ['last_at', 'when it was last received', [...ALERT, 'digest']],
  ['now', 'when the message is made', [...ALERT, 'digest']],
  ['time_zone', "the channel's time zone", [...ALERT, 'digest']],
  ['alerts', 'the alerts, worst first, as many as fit', ['aggregated']],
  ['groups', 'alerts by name and level, worst first, as many as fit', ['digest']],
  ['worst_groups', 'the groups that are down or critical', ['digest']],
  ['other_groups', 'the groups that are not', ['digest']],
  ['levels', 'levels with firing alerts: `level`, `word`, `count`', ['digest']],
  ['levels_text', 'the same in words', ['digest']],
  ['clusters', 'the clusters with the most firing alerts: `name`, `count`', ['digest']],
  ['clusters_text', 'all clusters in words, where there are several', ['digest']],
  ['novelty', 'how many are new, raised, still firing, recovered', ['digest']],
  ['count', 'how many alerts', [...LISTS, 'group']],
  ['new_count', 'how many of them are new', ['digest', 'group']],
  ['rose_count', 'how many have risen in level', ['digest', 'group']],
  ['recovered_count', 'how many have recovered', ['digest']],
  ['flapping_count', 'how many go back and forth', ['digest', 'group']],
  ['mixed', 'whether the names differ, for conditions', ['aggregated']],
  ['more', 'how many could not be listed, in words', LISTS],
  ['more_count', 'the same as a number', LISTS],
  ['tag', "level in the channel's language, or the word for recovered", ['alert', 'group']],
  ['label', 'place, with the name before it where names differ', ['alert']],
  ['facts', 'since when, how long, how often, what changed or that it flaps', ['alert']],
  ['says', 'note or detail on one line', ['alert']],
  ['targets', 'the first places of the group', ['group']],
  ['text', 'name, number and places of the group', ['group']],
];

/** Every variable that always exists; labels of the alert exist beside them under their own names. */
export const VARIABLE_NAMES: readonly VariableName[] = [...OCP, ...OWN].map(([name, says, places]) => ({
  name,
  says,
  in: places,
}));

/** Labels OCP's rules are known to send, which templates may name without `labels.`. */
export const OCP_LABELS: readonly string[] = [
  ...['obzone', 'svr_port', 'mount_point', 'device', 'process', 'sql_id', 'trans_hash', 'session_id', 'filename'],
  ...['log_level', 'keyword', 'error_code', 'error_message', 'trace_id', 'server_type', 'storage_url', 'rule'],
  ...['obproxy_cluster', 'obproxy_cluster_id', 'obproxy_address', 'odp_instance_id', 'odp_schema', 'host', 'host_name'],
  ...['operation_name', 'operator', 'operation_result', 'failed_reason', 'check_item', 'ocp_ip', 'obregion'],
  ...['value_en_us', 'value_zh_cn', 'value_zh_tw', 'alarm_template_id', 'exporter_addr', 'table_name', 'datasource'],
];

/** The names a template of a kind can read, or of any kind. */
export function namesFor(kind: TemplateKind | undefined): ReadonlySet<string> {
  const place = kind === 'recovery' ? 'single' : kind;
  const places: readonly VariablePlace[] = place === undefined ? MESSAGES : [place];
  const names = VARIABLE_NAMES.filter((variable) => variable.in.some((each) => places.includes(each)));
  return new Set([...names.map(({ name }) => name), ...OCP_LABELS]);
}

/** What entries of the lists have. */
const ENTRIES: Readonly<Record<string, readonly string[]>> = {
  alerts: [...namesIn('alert'), ...OCP_LABELS],
  groups: namesIn('group'),
  worst_groups: namesIn('group'),
  other_groups: namesIn('group'),
  levels: ['level', 'word', 'count'],
  clusters: ['name', 'count'],
};

/** The names an entry of a list has, or undefined for what is no list of ours. */
export function entryNames(list: string): readonly string[] | undefined {
  return Object.hasOwn(ENTRIES, list) ? ENTRIES[list] : undefined;
}

function namesIn(place: VariablePlace): readonly string[] {
  return VARIABLE_NAMES.filter((variable) => variable.in.includes(place)).map(({ name }) => name);
}
