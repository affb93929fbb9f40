import type { Level } from '#shared/alert/level.ts';
import { alertmanagerRequest, type PrometheusAlert } from './alertmanager-request.ts';
import { type OcpEvent, ocpRequest } from './ocp-request.ts';
import { RULES } from './rules.ts';
import type { ScriptedRequest } from './scripted-request.ts';

/** Distinct alerts of the storm. */
export const STORM_ALERTS = 500;
/** How long it rages, ms. */
export const STORM_MS = 20_000;

/** Of the 500: 300 come from OCP one by one, 160 from Alertmanager in groups of 8, 40 from scripts. */
const FROM_OCP = 300;
const GROUPS = 20;
const GROUP_SIZE = 8;
const FROM_SCRIPTS = 40;

/** Some of every level: 2 % down, 20 % critical, 48 % warning, 20 % caution, 10 % info. */
function levelOf(index: number): Level {
  if (index % 50 === 0) return 'down';
  if (index % 10 === 9) return 'info';
  if (index % 5 === 1) return 'critical';

  return index % 5 === 3 ? 'caution' : 'warning';
}

function stormEvent(index: number, beganMs: number, nowMs: number, status: OcpEvent['status']): OcpEvent {
  const level = levelOf(index);
  const rules = RULES[level];
  const rule = rules[index % rules.length] ?? rules[0];

  return {
    id: 2_000_000 + index,
    rule,
    level,
    status,
    cluster: `obcluster-${1 + (index % 6)}`,
    tenant: `tenant_${index}`,
    host: `192.0.2.${1 + (index % 250)}`,
    description: `${rule.name}: ${60 + (index % 40)} %`,
    activeAtMs: beganMs,
    updatedAtMs: nowMs,
  };
}

function fromOcp(startMs: number, stormAtMs: number): readonly ScriptedRequest[] {
  return Array.from({ length: FROM_OCP }, (_, index) => {
    const atMs = stormAtMs + Math.floor((index * STORM_MS) / FROM_OCP);
    const at = (waitMs: number, status: OcpEvent['status']) =>
      ocpRequest(atMs + waitMs, stormEvent(index, startMs + atMs, startMs + atMs + waitMs, status));
    // OCP repeats what lasts; a few are over before anybody could be told.
    const sequel = index % 10 === 4 ? [at(2_000, 'Active')] : index % 20 === 8 ? [at(1_500, 'Inactive')] : [];

    return [at(0, 'Active'), ...sequel];
  }).flat();
}

function fromAlertmanager(startMs: number, stormAtMs: number): readonly ScriptedRequest[] {
  return Array.from({ length: GROUPS }, (_, group) => {
    const atMs = stormAtMs + Math.floor((group * STORM_MS) / GROUPS);
    const alert = (member: number): PrometheusAlert => ({
      name: ['NodeDown', 'HighLoad', 'TargetMissing', 'PodRestarting'][group % 4] ?? 'NodeDown',
      severity: ['critical', 'warning', 'info'][group % 3] ?? 'warning',
      instance: `192.0.2.${1 + ((group * GROUP_SIZE + member) % 250)}:9100`,
      summary: `seen by job node, member ${member} of group ${group}`,
      status: 'firing',
      startsAtMs: startMs + atMs - 15_000,
    });
    const others = Array.from({ length: GROUP_SIZE - 1 }, (_unused, index) => alert(index + 1));

    return alertmanagerRequest(atMs, [alert(0), ...others]);
  });
}

function fromScripts(stormAtMs: number): readonly ScriptedRequest[] {
  return Array.from({ length: FROM_SCRIPTS }, (_, index) => ({
    atMs: stormAtMs + Math.floor((index * STORM_MS) / FROM_SCRIPTS),
    path: '/v1/alerts?source=cron',
    body: JSON.stringify({
      id: `probe-${index}`,
      name: 'Probe failed',
      level: levelOf(index),
      target: `shop-${index}.example.com`,
    }),
  }));
}

/** The storm: 500 distinct alerts of every level within 20 s, with repeats and recoveries among them. */
export function stormAct(startMs: number, stormAtMs: number): readonly ScriptedRequest[] {
  const requests = [...fromOcp(startMs, stormAtMs), ...fromAlertmanager(startMs, stormAtMs), ...fromScripts(stormAtMs)];

  return requests.sort((a, b) => a.atMs - b.atMs);
}
