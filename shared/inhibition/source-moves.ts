import type { Alert } from '../alert/alert.ts';
import { episodeOf } from '../alert/episode.ts';
import type { Fingerprint } from '../alert/fingerprint.ts';
import type { InhibitionRule } from './inhibition-rule.ts';
import { isSource, mayHaveBeenSource } from './inhibits.ts';
import type { FiringSource, SourceEnd } from './source-register.ts';

/** What a request changes of the alerts that inhibit others. */
export interface SourceMoves {
  readonly firing: readonly FiringSource[];
  /** Alerts that are no sources, and may have been. */
  readonly ended: readonly SourceEnd[];
}

/** Remembered for this much longer than any rule lets it count, ms: late copies of its firing are recognised. */
const KEEP_MS = 3_600_000;

/** What the alerts of a request mean for rules: of each alert its last state counts. `within` are channels its sender is bound to. */
export function sourceMoves(
  received: readonly { readonly alert: Alert; readonly fingerprint: Fingerprint }[],
  rules: readonly InhibitionRule[],
  nowMs: number,
  within?: readonly string[],
): SourceMoves {
  const [firing, ended]: [FiringSource[], SourceEnd[]] = [[], []];
  if (rules.length === 0) return { firing, ended };
  const last = new Map(received.map((one) => [one.fingerprint, one.alert]));
  for (const [fingerprint, alert] of last) {
    const episode = episodeOf(alert, nowMs);
    const started = {
      ...(episode === undefined ? {} : { episode }),
      ...(within === undefined ? {} : { within }),
    };
    const timeouts = rules.filter((rule) => isSource(rule, alert)).map((rule) => rule.sourceTimeoutMs);
    const said = { id: alert.id, subject: subjectOf(alert), keepUntilMs: nowMs + Math.max(0, ...timeouts) + KEEP_MS };
    if (timeouts.length > 0 && alert.status === 'firing') {
      firing.push({ fingerprint, ...said, ...started, lastAt: nowMs });
    } else if (rules.some((rule) => mayHaveBeenSource(rule, alert))) {
      const how = alert.status === 'firing' ? 'no-source' : 'recovered';
      const unseen = timeouts.length > 0 && episode !== undefined ? { unseen: said } : {};
      ended.push({ fingerprint, how, ...started, ...unseen, atMs: nowMs });
    }
  }

  return { firing, ended };
}

function subjectOf({ source, name, level, target, group, labels }: Alert): FiringSource['subject'] {
  return { source, name, level, target, labels, ...(group === undefined ? {} : { group }) };
}
