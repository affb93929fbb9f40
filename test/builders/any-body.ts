import fc from 'fast-check';
import { ZABBIX_FIELDS } from '#shared/receiving/sources/zabbix/event.ts';

/** Any characters, of all planes, halves of them too. (The library's own way to any character keeps a table of 100 MB.) */
const anyText = (maxLength: number) =>
  fc.oneof(
    fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength }).map((points) => String.fromCodePoint(...points)),
    fc.array(fc.integer({ min: 0, max: 0xff }), { maxLength }).map((points) => String.fromCodePoint(...points)),
  );

/** Texts with the pieces that break templates: quotes, brackets, line ends, separators, halves of JSON. */
export const nastyText = fc
  .array(
    fc.oneof(
      anyText(10),
      fc.constantFrom(
        '"',
        '",',
        '"}',
        '\\',
        '\\"',
        '\n',
        '\r\n',
        '\0',
        '{',
        '}',
        '[',
        ']',
        ':',
        ',',
        '${x}',
        '""',
        '=',
        '&',
      ),
      fc.constantFrom('告警', 'ob_cluster=c-1', '"code": 5', '{"msg": "x"}', '- 级别：严重', '\ud800', '🔥'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));

/** Fields that Grafana, Zabbix, Nightingale and Uptime Kuma fill. */
export const VENDOR_FIELDS =
  'ruleName state evalMatches tags ruleId orgId message rule_name rule_id severity hash annotations is_recovered first_trigger_time trigger_time trigger_value runbook_url tags_map target_ident status time msg important id name url hostname port pathName type metric value labels values fingerprint startsAt endsAt panelURL externalURL groupKey truncatedAlerts'
    .split(' ')
    .concat(ZABBIX_FIELDS);

/** Any text that may be posted, JSON or not. */
export const anyBody = fc.oneof(
  nastyText,
  fc.json(),
  anyText(200),
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes).toString('utf8')),
  nastyText.map((text) => `{"alarmName":"${text}","message":${text}}`),
  fc.json().map((json) => `{"version":"4","alerts":[${json},{"labels":${json}}],"truncatedAlerts":${json}}`),
);

/** Bodies with the fields of each kind of source, filled with anything. */
export const vendorBody = fc
  .dictionary(
    fc.constantFrom(...VENDOR_FIELDS),
    fc.oneof(fc.jsonValue(), nastyText, fc.integer(), fc.constantFrom('0', '1', 'ok', 'firing', true, 'a=b')),
  )
  .chain((fields) =>
    fc.constantFrom<unknown>(
      fields,
      [fields, fields],
      { alerts: [{ labels: fields, values: fields, ...fields }], ...fields },
      { heartbeat: fields, monitor: { ...fields, tags: [fields] }, msg: 'm' },
      { ...fields, ruleName: 'r', state: 'alerting', evalMatches: [fields] },
    ),
  )
  .map((body) => JSON.stringify(body));
