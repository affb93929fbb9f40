import type { CompiledMatcher } from '../routing/matcher.ts';
import { type Brief, isSubjectOf } from './brief.ts';

/** Whether a matcher may accept an alert of which no more than its brief is known: false only where that is certain. */
export function mayMatch({ name, operator, value, accepts }: CompiledMatcher, brief: Brief): boolean {
  switch (name) {
    case 'name':
    case 'alertname':
      return operator !== '=' || isSubjectOf(brief.name, value, 'name');
    case 'target':
      return operator !== '=' || isSubjectOf(brief.target, value, 'target');
    case 'level':
      // An end bears the level its sender gave it, an alert the one it fired with.
      return brief.status === 'resolved' || accepts(brief.level);
    default:
      return true;
  }
}
