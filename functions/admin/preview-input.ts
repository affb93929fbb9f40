import type { ParsedAlert } from '#shared/alert/alert.ts';
import type { Product } from '#shared/channels/channel.ts';
import { CHANNEL_SIZES, TEMPLATE_KINDS } from '#shared/channels/channel-defaults.ts';
import { readMessage } from '#shared/channels/message-input.ts';
import {
  type Findings,
  given,
  isRecord,
  openSection,
  readChoice,
  readText,
  refuse,
  type Section,
} from '#shared/channels/section.ts';
import { NATIVE } from '#shared/receiving/mapping/source-mapping.ts';
import type { FieldError } from '#shared/receiving/source.ts';
import { sourceFor } from '#shared/receiving/source-registry.ts';
import type { PreviewInput } from '#shared/rendering/preview.ts';
import { SAMPLES } from '#shared/rendering/sample-alerts.ts';
import { robotFor } from '#shared/robots/registry.ts';

/** What to preview, read from a request body, or all that is wrong with it. */
export type PreviewInputResult =
  | {
      readonly kind: 'parsed';
      readonly input: PreviewInput;
      /** An alert that is kept, to be shown instead of a sample. */
      readonly past?: PastAlert;
    }
  | { readonly kind: 'invalid'; readonly errors: readonly FieldError[] };

/** Which kept alert is meant. */
export interface PastAlert {
  readonly id: string;
  readonly source?: string;
}

/** How a message looks, as a channel's `message` has it. */
const MESSAGE_FIELDS = ['format', 'language', 'timeZone'];
/** What the message is about: one of them, or a sample of OCP's. */
const ABOUT = ['alert', 'alertId', 'sample'];
const FIELDS = ['type', 'kind', ...MESSAGE_FIELDS, 'template', ...ABOUT, 'source'];
/** Longest id or name looked for. */
const MAX_ID = 1_024;
const PRODUCTS = ['dingtalk', 'wecom'] as const satisfies readonly Product[];

/** Reads what to preview. Only `type` has no default that would be right. */
export function parsePreviewInput(body: unknown, nowMs: number): PreviewInputResult {
  const findings: Findings = { errors: [], warnings: [] };
  if (!isRecord(body)) return { kind: 'invalid', errors: [{ field: '', message: 'must be a JSON object' }] };

  const top = openSection(body, '', FIELDS, findings);
  if (given(top, 'type') === undefined) refuse(top, 'type', `is required: one of ${PRODUCTS.join(', ')}`);
  const product = readChoice(top, 'type', PRODUCTS, 'dingtalk');
  const kind = readChoice(top, 'kind', TEMPLATE_KINDS, 'single');
  const { format, language, timeZone } = readLook(top);
  const template = readTemplate(top);
  const about = readAbout(top, nowMs);
  if (findings.errors.length > 0) return { kind: 'invalid', errors: findings.errors };

  return {
    kind: 'parsed',
    input: {
      kind,
      language,
      format,
      timeZone,
      product,
      face: robotFor(product),
      nowMs,
      ...(template === undefined ? {} : { template }),
      ...about.shown,
    },
    ...(about.past === undefined ? {} : { past: about.past }),
  };
}

function readLook(top: Section) {
  const findings: Findings = { errors: [], warnings: [] };
  const look = readMessage(
    Object.fromEntries(MESSAGE_FIELDS.map((field) => [field, given(top, field)])),
    findings,
    undefined,
  );
  for (const { field, message } of findings.errors) refuse(top, field.replace(/^message\./, ''), message);

  return look;
}

function readTemplate(top: Section): string | undefined {
  const template = given(top, 'template');
  if (template === undefined || (typeof template === 'string' && template.length <= CHANNEL_SIZES.template)) {
    return template;
  }

  refuse(top, 'template', `must be a text of at most ${CHANNEL_SIZES.template} characters`);
  return undefined;
}

interface About {
  readonly shown: Pick<PreviewInput, 'alert' | 'sample'>;
  readonly past?: PastAlert;
}

function readAbout(top: Section, nowMs: number): About {
  const [first, ...others] = ABOUT.filter((field) => given(top, field) !== undefined);
  for (const field of others) refuse(top, field, `or ${first}, not both`);
  const past = readPast(top);
  const alert = readAlert(top, nowMs);
  const sample = readChoice(top, 'sample', SAMPLES, 'ocp');

  return { shown: { sample, ...(alert === undefined ? {} : { alert }) }, ...(past === undefined ? {} : { past }) };
}

function readPast(top: Section): PastAlert | undefined {
  const id = readText(top, 'alertId', MAX_ID);
  const source = readText(top, 'source', MAX_ID);
  if (id !== undefined) return { id, ...(source === undefined ? {} : { source }) };
  if (source !== undefined) refuse(top, 'source', 'tells which alertId is meant: it has no effect without one');
  return undefined;
}

/** One alert in our own format. */
function readAlert(top: Section, nowMs: number): ParsedAlert | undefined {
  const value = given(top, 'alert');
  if (value === undefined) return undefined;

  const parsed = isRecord(value) ? sourceFor(NATIVE)?.parse(JSON.stringify(value), nowMs) : undefined;
  if (parsed?.kind === 'invalid') {
    for (const { field, message } of parsed.errors) refuse(top, field === '' ? 'alert' : `alert.${field}`, message);
    return undefined;
  }

  const [alert, ...others] = parsed?.alerts ?? [];
  if (alert === undefined || others.length > 0) refuse(top, 'alert', 'must be one alert, as POST /v1/alerts takes it');
  return alert;
}
