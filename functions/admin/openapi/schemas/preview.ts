import { LANGUAGES } from '#shared/channels/channel.ts';
import { CHANNEL_DEFAULTS, CHANNEL_SIZES, TEMPLATE_KINDS } from '#shared/channels/channel-defaults.ts';
import { SAMPLES } from '#shared/rendering/sample-alerts.ts';
import type { VariablePlace } from '#shared/rendering/variable-names.ts';
import { type JsonSchema, object, ref, text, whole, word } from '../operation.ts';

const { message } = CHANNEL_DEFAULTS;

const REMARK_FIELDS: Readonly<Record<string, JsonSchema>> = {
  severity: word(
    ['error', 'warning', 'hint'],
    'error: the default template is used instead. warning: probably not meant. hint: the product shows it otherwise.',
  ),
  line: whole('From 1.', { minimum: 1 }),
  column: whole('From 1.', { minimum: 1 }),
  message: text('What is wrong, in English.'),
  suggestion: text('What to write in place of the name that stands there, when it is clear what was meant.'),
};
const REMARK_REQUIRED = ['severity', 'line', 'column', 'message'];

const PLACES: readonly VariablePlace[] = ['single', 'aggregated', 'digest', 'alert', 'group'];

function listOf(fields: Readonly<Record<string, JsonSchema>>): JsonSchema {
  return { type: 'array', items: object(fields, Object.keys(fields)) };
}

/** Previews. */
export const PREVIEW_SCHEMAS: Readonly<Record<string, JsonSchema>> = {
  TemplateRemark: object(REMARK_FIELDS, REMARK_REQUIRED),
  PlacedRemark: object({ field: text('message.templates.zh_CN.single'), ...REMARK_FIELDS }, [
    'field',
    ...REMARK_REQUIRED,
  ]),
  Templates: object(
    {
      defaults: listOf({
        language: word(LANGUAGES),
        kind: word(TEMPLATE_KINDS),
        template: text(),
        version: text('As deliveries made with it have it.'),
      }),
      snippets: listOf({
        name: text(),
        says: text('What it is for.'),
        kinds: { type: 'array', items: word(TEMPLATE_KINDS), description: 'The templates it belongs in.' },
        template: text(),
      }),
      variables: listOf({
        name: text(),
        in: {
          type: 'array',
          items: word(PLACES),
          description: 'Kinds of message that have it; alert and group are entries of the lists alerts and groups.',
        },
        says: text('What it holds.'),
      }),
    },
    ['defaults', 'snippets', 'variables'],
  ),
  PreviewInput: object(
    {
      type: word(['dingtalk', 'wecom']),
      kind: { ...word(TEMPLATE_KINDS), default: 'single' },
      format: { ...word(['markdown', 'text']), default: message.format },
      language: { ...word(LANGUAGES), default: message.language },
      timeZone: { ...text('IANA name.'), default: message.timeZone },
      template: { ...text('The default template when absent.'), maxLength: CHANNEL_SIZES.template },
      alert: { ...ref('NativeAlert'), description: 'An alert to show. This, alertId or sample.' },
      alertId: text('An alert that is kept, as GET /v1/alerts shows its id.'),
      source: text('Its sender, when several use the same id.'),
      sample: {
        ...word(SAMPLES, 'One of OCP, one of Alertmanager, one with a long log line.'),
        default: 'ocp',
      },
    },
    ['type'],
  ),
  Preview: object(
    {
      format: word(['markdown', 'text']),
      title: text('Shown as the notification.'),
      text: text(),
      cut: { type: 'boolean', description: 'Whether text was cut to fit; it then carries a mark.' },
      fellBack: text('Why the default template was used instead.'),
      template: text(
        'Which template spoke: own or default, kind, language and a hash of its text. Equal when the text was.',
      ),
      errors: {
        type: 'array',
        description: 'What is wrong or odd about the template, in the order of its lines.',
        items: ref('TemplateRemark'),
      },
    },
    ['format', 'title', 'text', 'cut', 'errors'],
  ),
};
