import { CHANNEL_BOUNDS } from '../channels/channel-defaults.ts';
import { type Findings, given, openSection, readChoice, readInteger, type Section, warn } from '../channels/section.ts';
import type { PushLimits } from './push-settings.ts';

const KNOWN = ['perHour', 'perDay', 'over'] as const;

/**
 * Alerts of a rule in an hour or a day, at most: a message holds many of them,
 * so these are more than what a channel's caps of messages may be.
 */
export const MAX_ALERTS = 1_000_000;
const ALERTS = { min: CHANNEL_BOUNDS.limits.perHour.min, max: MAX_ALERTS };

/** Reads how much a rule tells; undefined when all. */
export function readRuleLimits(value: unknown, path: string, findings: Findings): PushLimits | undefined {
  if (value === undefined) return undefined;

  const section = openSection(value, path, KNOWN, findings);
  const perHour = readCap(section, 'perHour');
  const perDay = readCap(section, 'perDay');
  if (given(section, 'perHour') === undefined && given(section, 'perDay') === undefined)
    findings.errors.push({ field: path, message: 'needs perHour or perDay: without them nothing is limited' });
  if (perHour !== undefined && perDay !== undefined && perHour >= perDay)
    warn(section, 'perHour', 'has no effect: perDay is no more, so it is always reached with it or before it');

  return {
    ...(perHour === undefined ? {} : { perHour }),
    ...(perDay === undefined ? {} : { perDay }),
    over: readChoice(section, 'over', ['drop', 'hold'], 'hold'),
  };
}

function readCap(section: Section, field: 'perHour' | 'perDay'): number | undefined {
  return given(section, field) === undefined ? undefined : readInteger(section, field, ALERTS, ALERTS.min);
}
