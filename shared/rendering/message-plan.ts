import { aggregatedVariables, MAX_LISTED_ALERTS, worstFirst } from './aggregated-variables.ts';
import { isOver } from './alert-facts.ts';
import { alertVariables, type Scope } from './alert-variables.ts';
import type { DefaultKind } from './default-templates.ts';
import { digestFigures } from './digest-figures.ts';
import { digestVariables } from './digest-variables.ts';
import type { Extent } from './extent.ts';
import { isoLocal, zonedTime } from './local-time.ts';
import { cleanText, literal, Markup, value } from './pieces.ts';
import type { MessageContent, RenderSettings } from './render-request.ts';
import type { View } from './view.ts';

/** What a message is made of, before any template. */
export interface MessagePlan {
  readonly template: DefaultKind;
  readonly title: Markup;
  /** How many entries its list can have; 1 when it has no list. */
  readonly listed: number;
  /** The variables, for as much of the list as there is room for. */
  scope(extent: Extent): Scope;
}

/** The notes beside a message's content: how many alerts it counts without naming them is part of what it tells. */
type Noted = Pick<RenderSettings, 'notes'>;

/** What a message of this content is made of. */
export function planMessage(content: MessageContent & Noted, link: string | undefined, view: View): MessagePlan {
  switch (content.kind) {
    case 'single':
    case 'recovery': {
      const { told } = content;
      return plan(content.kind === 'recovery' || isOver(told) ? 'recovery' : 'single', 1, () =>
        alertVariables(told, view, link),
      );
    }
    case 'aggregated': {
      const input = { told: worstFirst(content.told), groupBy: content.groupBy, link };
      const listed = Math.min(input.told.length, MAX_LISTED_ALERTS);
      return plan('aggregated', listed, (extent) => aggregatedVariables(input, extent, view));
    }
    case 'digest': {
      const counted = onlyCounted(content);
      const input = { figures: digestFigures(content.entries), counted, link, lateMs: content.lateMs };
      return plan('digest', input.figures.groups.length, (extent) => digestVariables(input, extent, view));
    }
    case 'test':
      return plan('test', 1, () => testVariables(content.channelName, view));
    case 'notice':
      return plan('notice', content.lines.length, ({ shown }) =>
        noticeVariables(content.title, content.lines, shown, view),
      );
    default:
      return content satisfies never;
  }
}

function onlyCounted({ notes = [] }: Noted): number {
  return notes.reduce((sum, note) => sum + (note.kind === 'collapsed' ? note.count : 0), 0);
}

function plan(template: DefaultKind, listed: number, scope: MessagePlan['scope']): MessagePlan {
  const title = scope({ shown: 1, detail: 'brief' })['title'];
  return { template, listed, scope, title: title instanceof Markup ? title : new Markup([literal('Tocsin')]) };
}

function testVariables(channel: string, view: View): Scope {
  const { words, timeZone, nowMs } = view;
  return {
    title: new Markup([literal(words.tag(words.test)), value(words.testTitle(channel))]),
    name: channel,
    timing: zonedTime(nowMs, timeZone, nowMs),
    now: isoLocal(nowMs, timeZone),
    time_zone: timeZone,
  };
}

function noticeVariables(title: string, lines: readonly string[], shown: number, { words }: View): Scope {
  const subject = cleanText(title).replace(/\s+/g, ' ').trim();
  const hidden = lines.length - Math.min(shown, lines.length);
  return {
    title: new Markup([literal(words.tag(words.notice)), ...(subject === '' ? [] : [value(subject)])]),
    lines: lines.slice(0, shown),
    more: hidden > 0 ? words.moreAlerts(hidden) : '',
  };
}
