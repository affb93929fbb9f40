import type { Alert, ParsedAlert } from '../alert/alert.ts';
import type { Language, MessageFormat, Product, TemplateKind } from '../channels/channel.ts';
import type { TemplateRemark } from '../channels/template-remark.ts';
import type { Robot } from '../robots/robot.ts';
import { lintTemplate } from './lint.ts';
import { remarksOnAlert } from './lint-alert.ts';
import { type Change, type DigestEntry, NOBODY, type RenderedMessage, type ToldAlert } from './message.ts';
import { type MessageContent, renderMessage } from './render.ts';
import { type Sample, sampleAlert } from './sample-alerts.ts';

/** What to preview. */
export interface PreviewInput {
  readonly kind: TemplateKind;
  readonly language: Language;
  readonly format: MessageFormat;
  /** IANA name. */
  readonly timeZone: string;
  readonly product: Product;
  readonly face: Pick<Robot, 'escape' | 'overBy' | 'asSent'>;
  /** The default template when absent or blank. */
  readonly template?: string;
  /** The sample when absent. */
  readonly alert?: ParsedAlert;
  /** @default 'ocp' */
  readonly sample?: Sample;
  readonly nowMs: number;
}

/** A message as it would be sent, with what is wrong with the template. */
export interface Preview extends RenderedMessage {
  readonly errors: readonly TemplateRemark[];
}

/** How long the sample lasts: told at once, so not long for one that fires. */
const FIRING_FOR_MS = 75_000;
const LASTED_MS = 738_000;

/** Renders a template as a channel with these settings would, on the given alert or a sample. */
export function previewMessage(input: PreviewInput): Preview {
  const { kind, language, format, timeZone, product, face, nowMs, template } = input;
  const message = renderMessage({
    ...contentOf(kind, completeAlert(input), nowMs),
    settings: {
      format,
      language,
      timeZone,
      recovery: true,
      templates: template === undefined ? {} : { [language]: { [kind]: template } },
    },
    product,
    face,
    keywords: [],
    mention: NOBODY,
    nowMs,
  });
  return { ...message, ...face.asSent(message, []), errors: remarksOn(message, input) };
}

/** What lint finds, and a template that could be read but not used. */
function remarksOn({ fellBack }: RenderedMessage, input: PreviewInput): readonly TemplateRemark[] {
  const { template, alert } = input;
  const ofTemplate = template === undefined ? [] : lintTemplate(template, input);
  const ofAlert = template === undefined || alert === undefined ? [] : remarksOnAlert(template, alert);
  const remarks = [...ofTemplate, ...ofAlert].toSorted((a, b) => a.line - b.line || a.column - b.column);
  if (fellBack === undefined || remarks.some(({ severity }) => severity === 'error')) return remarks;

  return [{ severity: 'error', message: fellBack, line: 1, column: 1 } as const, ...remarks];
}

function completeAlert({ kind, alert, sample = 'ocp', language, nowMs }: PreviewInput): Alert {
  const beganMs = nowMs - (kind === 'recovery' ? LASTED_MS : FIRING_FOR_MS);
  const { resolvedAt, ...given } = alert ?? sampleAlert(sample, language, beganMs);
  const complete = { ...given, id: given.id ?? 'preview', source: given.source ?? 'preview' };
  if (kind !== 'recovery') return { ...complete, status: 'firing' };

  return { ...complete, status: 'resolved', resolvedAt: resolvedAt ?? new Date(nowMs).toISOString() };
}

function contentOf(kind: TemplateKind, alert: Alert, nowMs: number): MessageContent {
  switch (kind) {
    case 'single':
      return { kind, told: told(alert, 'new', nowMs) };
    case 'recovery':
      return { kind, told: told(alert, 'recovered', nowMs) };
    case 'aggregated': {
      const others = [sibling(alert, 1), sibling(alert, 2)];
      return {
        kind,
        groupBy: alert.group ?? alert.name,
        told: [alert, ...others].map((each) => told(each, 'new', nowMs)),
      };
    }
    case 'digest':
      return { kind, entries: digestEntries(alert, nowMs) };
    default:
      return kind satisfies never;
  }
}

function told(alert: Alert, change: Change, nowMs: number): ToldAlert {
  return { alert, change, occurrences: 1, sinceLast: 1, firstAt: nowMs - 2_000, lastAt: nowMs - 2_000 };
}

/** The same trouble on the next host: the last number of the target goes up. */
function sibling(alert: Alert, step: number): Alert {
  const next = (text: string): string => text.replace(/\d+(?=\D*$)/, (digits) => String(Number(digits) + step));
  return { ...alert, target: next(alert.target) };
}

function digestEntries(alert: Alert, nowMs: number): readonly DigestEntry[] {
  const entry = { name: alert.name, level: alert.level, status: alert.status, isNew: true } as const;
  const worst = [0, 1, 2].map((step) => ({
    ...entry,
    target: sibling(alert, step).target,
    since: nowMs - 9_000 + step,
  }));
  const others = Array.from({ length: 40 }, (_, i) => ({
    ...entry,
    name: `${alert.name} (${i % 4})`,
    level: 'warning' as const,
    target: sibling(alert, i).target,
    isNew: i % 2 === 0,
    since: nowMs - 8_000 + i * 150,
  }));
  return [...worst, ...others, { ...entry, target: alert.target, status: 'resolved', since: nowMs - 1_000 }];
}
