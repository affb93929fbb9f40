import { cleanLine } from '../clean-text.ts';
import type { Variables } from './variables.ts';

/**
 * The id of an alert: OCP's own event id; without one, its rule and target,
 * which firing and recovery share. Values, texts and times change while an
 * alert lasts, so they are never part of it. Undefined when neither is known.
 */
export function alarmIdentity(variables: Variables, name: string, target: string): string | undefined {
  // Nothing but control characters is left of some: what two such alerts share must not make them one.
  const id = cleanLine(variables.get('alarm_id') ?? '');
  if (id !== '') return id;

  const rule = cleanLine(variables.get('alarm_type') ?? name);
  if (rule === '') return undefined;

  const code = variables.get('error_code');
  return [rule, target, ...(code === undefined ? [] : [`error_code=${code}`])].join('|');
}

/**
 * OCP's own aggregation keys (manual, "channel aggregation"): OceanBase log
 * alerts, the ones with an error code, by rule, code and cluster; other
 * OceanBase alerts by rule and cluster; alerts of applications by rule and
 * target.
 */
export function aggregationGroup(variables: Variables, name: string, target: string): string {
  const rule = variables.get('alarm_type') ?? name;
  const cluster = variables.get('ob_cluster');
  if (!isOceanBase(variables) || cluster === undefined) return joined(['alarm_type', rule], ['', target]);

  return joined(['alarm_type', rule], ['error_code', variables.get('error_code') ?? ''], ['ob_cluster', cluster]);
}

/** Pairs in the form of a target, those without a value left out. */
function joined(...pairs: readonly (readonly [string, string])[]): string {
  return pairs
    .filter(([, value]) => value !== '')
    .map(([key, value]) => (key === '' ? value : `${key}=${value}`))
    .join(':');
}

/** `app_type` says it (OB; the others are OCP, OMS, OBProxy, Backup); without it, that there is a cluster. */
function isOceanBase(variables: Variables): boolean {
  const app = variables.get('app_type')?.toLowerCase();
  if (app === undefined) return variables.get('obproxy_cluster') === undefined;
  return app === 'ob' || app === 'oceanbase' || app === 'logs';
}
