import type { Alert } from '../alert/alert.ts';

/** The default of a channel's `groupBy`: then a source's own idea of a group goes first. */
export const DEFAULT_GROUP_BY: readonly string[] = ['name', 'labels.ob_cluster'];

/**
 * Which alerts share a message when they are due together. It never holds an
 * alert back. Sources know best (OCP groups log alerts by error code, others
 * by cluster), so their key counts unless the channel names its own fields.
 */
export function aggregationKey(alert: Alert, groupBy: readonly string[]): string {
  const isDefault = groupBy.join() === DEFAULT_GROUP_BY.join();
  const parts = isDefault && alert.group !== undefined ? [alert.group] : groupBy.map((path) => field(alert, path));

  return JSON.stringify([alert.source, ...parts]);
}

/** The group's fields in words, for `${alarm_group_by}`. */
export function aggregationWords(alert: Alert, groupBy: readonly string[]): string {
  return groupBy
    .map((path) => field(alert, path))
    .filter((value) => value !== '')
    .join(' · ');
}

function field(alert: Alert, path: string): string {
  if (path.startsWith('labels.')) return alert.labels[path.slice('labels.'.length)] ?? '';
  switch (path) {
    case 'name':
      return alert.name;
    case 'source':
      return alert.source;
    case 'target':
      return alert.target;
    case 'level':
      return alert.level;
    default:
      return '';
  }
}
