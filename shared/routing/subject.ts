import type { Alert } from '../alert/alert.ts';

/** What a matcher looks at: an alert, whatever else is known of it. */
export type Subject = Pick<Alert, 'source' | 'name' | 'level' | 'target' | 'group' | 'labels'>;

/**
 * What a name in a matcher stands for.
 *
 * Six names are taken: `alertname` and `name` are the alert's name, `source`, `level`, `target` and `group` what it
 * says there. They always win, so that a rule means the same whoever sent the alert. `labels.NAME` is the label NAME,
 * also one with a taken name (`labels.level`); it is how `groupBy` of a channel writes it too. Every other name is a label.
 */
export function subjectValue(subject: Subject, name: string): string {
  switch (name) {
    case 'alertname':
    case 'name':
      return subject.name;
    case 'source':
      return subject.source;
    case 'level':
      return subject.level;
    case 'target':
      return subject.target;
    case 'group':
      return subject.group ?? '';
    default:
      return labelValue(subject, name.startsWith('labels.') ? name.slice('labels.'.length) : name);
  }
}

/** A label that is missing is the empty string, as Alertmanager has it. */
function labelValue({ labels }: Subject, name: string): string {
  return Object.hasOwn(labels, name) ? (labels[name] ?? '') : '';
}
