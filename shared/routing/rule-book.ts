import type { Language } from '../channels/channel.ts';
import { isRemembered, type PushLimits, type PushRule, type PushSettings } from './push-settings.ts';
import { ruleMark } from './rule-mark.ts';
import { type CompiledWindow, compileWindow } from './window.ts';

/** What of a rule counts when an alert it sent is told. */
export interface RememberedRule {
  readonly name: string;
  readonly window?: CompiledWindow;
  readonly limits?: PushLimits;
  readonly language?: Language;
}

/** The rules that alerts remember, as they are now. A rule that is gone, or disabled, has nothing more to say. */
export interface RuleBook {
  find(mark: string): RememberedRule | undefined;
}

/** A book without rules. */
export const NO_RULES: RuleBook = { find: () => undefined };

/** Makes a book of settings. */
export function ruleBookOf({ rules }: PushSettings): RuleBook {
  const remembered = rules.filter((rule) => rule.enabled && isRemembered(rule));
  const byMark = new Map(remembered.map((rule) => [ruleMark(rule.name), entryOf(rule)]));

  return { find: (mark) => byMark.get(mark) };
}

function entryOf({ name, window, limits, language }: PushRule): RememberedRule {
  return {
    name,
    ...(window === undefined ? {} : { window: compileWindow(window) }),
    ...(limits === undefined ? {} : { limits }),
    ...(language === undefined ? {} : { language }),
  };
}
