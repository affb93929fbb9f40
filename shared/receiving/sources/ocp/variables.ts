import { MESSAGE_LABELS } from './message-labels.ts';

/**
 * What a notification of OCP says, by the names of OCP's own template
 * variables (`alarm_id`, `ob_cluster`, …). Only what is present has an entry.
 */
export type Variables = ReadonlyMap<string, string>;

/** The variables that name, rate or date an alert; the others become labels. */
const CORE = [
  'app_type',
  'alarm_type',
  'alarm_name',
  'alarm_name_1',
  'alarm_name_2',
  'alarm_name_3',
  'alarm_target',
  'alarm_scope',
  'alarm_level',
  'alarm_evaluation_interval',
  'alarm_duration',
  'alarm_status',
  'alarm_active_at',
  'alarm_updated_at',
  'alarm_resolved_at',
  'alarm_last_interval',
  'alarm_threshold',
  'alarm_summary',
  'alarm_description',
  'alarm_level_color',
  'alarm_id',
  'alarm_url',
  'alarm_group',
  'alarm_group_by',
  'alarm_count',
  'value',
  'value_shown',
  'service',
  'ob_cluster_group',
  'ob_cluster',
  'ob_cluster_id',
  'ob_tenant',
  'host_ip',
  'app_cluster',
  'error_code',
  'recipients_uids',
  'at_recipients',
  'recipients_json_array',
] as const;

/** Other spellings: of the API's alarm object, of robot bodies people send, of targets. */
const ALIASES: Readonly<Record<string, string>> = {
  active_at: 'alarm_active_at',
  content: 'message',
  description: 'alarm_description',
  details: 'alarm_description',
  host: 'host_ip',
  id: 'alarm_id',
  level: 'alarm_level',
  link: 'alarm_url',
  message: 'message',
  message_json: 'message',
  msg: 'message',
  name: 'alarm_name',
  obregion: 'ob_cluster',
  payload: 'message',
  resolved_at: 'alarm_resolved_at',
  scope: 'alarm_scope',
  status: 'alarm_status',
  summary: 'alarm_summary',
  svr_ip: 'host_ip',
  target: 'alarm_target',
  tenant_name: 'ob_tenant',
  text: 'message',
  type: 'alarm_type',
  updated_at: 'alarm_updated_at',
  url: 'alarm_url',
};

const BY_SPELLING: ReadonlyMap<string, string> = new Map(
  [...Object.entries(MESSAGE_LABELS), ...CORE.map((name) => [name, name] as const), ...Object.entries(ALIASES)].map(
    ([spelling, name]) => [plain(spelling), name],
  ),
);

const OWN: ReadonlySet<string> = new Set(
  [...CORE, 'message', 'message_json'].filter((name) => name.includes('_') || name === 'message').map(plain),
);

/** The variable a key of a body means (`alarmName`, `alarm_name`, `ALARM_NAME`, `名称`), or undefined for none of OCP's. */
export function variableOf(key: string): string | undefined {
  return key.length <= 40 ? BY_SPELLING.get(plain(key)) : undefined;
}

/** Whether a key can only be one of OCP's: its variables' names, but for the words anybody may use. */
export function isOwnKey(key: string): boolean {
  return OWN.has(plain(key));
}

/** What a variable's text says, or undefined for nothing: empty, unresolved (`${alarm_id}`) or Java's null. */
export function presentText(text: string): string | undefined {
  const trimmed = text.trim();
  return trimmed === '' || trimmed === 'null' || /^\$\{[^{}]*\}$/.test(trimmed) ? undefined : text;
}

function plain(key: string): string {
  return key.toLowerCase().replace(/[\s_.-]/g, '');
}
