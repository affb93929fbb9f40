/**
 * The labels that say what an alert is about, the most telling first: the first
 * that is there is the target.
 */
export const TARGET_LABELS = [
  'instance',
  'service',
  'pod',
  'node',
  'host',
  'hostname',
  'device',
  'container',
  'deployment',
  'statefulset',
  'daemonset',
  'job_name',
  'namespace',
  'cluster',
  'job',
] as const;

/** What an alert is about, by its labels; empty when none of them says it. */
export function targetOf(labels: ReadonlyMap<string, string>): string {
  for (const label of TARGET_LABELS) {
    const value = labels.get(label);
    if (value !== undefined && value !== '') return value;
  }
  return '';
}

/** What an alert is called: its rule, else the next best label or annotation. Empty when there is none. */
export function nameOf(labels: ReadonlyMap<string, string>, annotations: ReadonlyMap<string, string>): string {
  return (
    labels.get('alertname') ??
    labels.get('alert') ??
    labels.get('name') ??
    labels.get('rulename') ??
    annotations.get('title') ??
    annotations.get('summary') ??
    ''
  );
}
