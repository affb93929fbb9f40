import { type Command, Option } from 'commander';
import * as z from 'zod/mini';
import { LANGUAGES } from '#shared/channels/channel.ts';
import { TEMPLATE_KINDS } from '#shared/channels/channel-defaults.ts';
import { SAMPLES } from '#shared/rendering/sample-alerts.ts';
import { type EndWith, EXIT, UsageError } from '../exit-code.ts';
import { readAnswer } from '../read-answer.ts';
import { readDocument, readInput } from '../read-input.ts';
import type { OpenSession, Session } from '../session.ts';
import { plainLines, plainText } from '../show/plain-text.ts';

/** `tocsin template …`. */
export function addTemplateCommands(program: Command, open: OpenSession, endWith: EndWith): void {
  const template = program.command('template').description('templates of messages: try one before a channel has it');
  addPreview(template, open);
  addLint(template, open, endWith);
}

interface PreviewOptions {
  readonly file?: string;
  readonly type: string;
  readonly kind: string;
  readonly language?: string;
  readonly format?: string;
  readonly timeZone?: string;
  readonly alert?: string;
  readonly alertId?: string;
  readonly sample?: string;
}

function withKind(command: Command): Command {
  return command
    .addOption(new Option('--kind <kind>', 'which template it is').choices(TEMPLATE_KINDS).default('single'))
    .addOption(new Option('--type <product>', 'for which product').choices(['dingtalk', 'wecom']).default('dingtalk'))
    .addOption(new Option('--language <language>', 'of the message').choices(LANGUAGES))
    .addOption(new Option('--format <format>', 'of the message').choices(['markdown', 'text']));
}

function addPreview(template: Command, open: OpenSession): void {
  const preview = withKind(template.command('preview'))
    .description('show the message a template makes of an alert')
    .option('-f, --file <file>', 'the template; - for standard input (the default template when left out)')
    .option('--time-zone <name>', 'of the times in it, as Asia/Shanghai')
    .option('--alert <file>', 'an alert as JSON (a sample when left out)')
    .addOption(new Option('--alert-id <id>', 'or an alert that is kept').conflicts('alert'))
    .addOption(new Option('--sample <name>', 'or this sample').choices(SAMPLES).conflicts(['alert', 'alertId']));
  preview.action(async (options: PreviewOptions) => {
    const session = open(preview);
    const answer = await ask(options, session);
    const { title, text, cut, fellBack, errors } = readAnswer(PREVIEW, answer);
    for (const remark of errors) session.note(remarkLine(options.file, remark));
    if (fellBack !== undefined) session.note(`the default template was used instead: ${fellBack}`);
    if (cut) session.note('the text was cut to fit');
    session.answer(answer, () => `${session.paint('title', plainText(title))}\n\n${plainLines(text)}`);
  });
}

function addLint(template: Command, open: OpenSession, endWith: EndWith): void {
  const lint = withKind(template.command('lint'))
    .description('say what is wrong or odd about a template; exit code 1 when it could not be used')
    .requiredOption('-f, --file <file>', 'the template; - for standard input');
  lint.action(async (options: PreviewOptions) => {
    const session = open(lint);
    const { errors } = readAnswer(PREVIEW, await ask(options, session));
    session.answer({ errors }, () =>
      errors.length === 0 ? 'nothing to say' : errors.map((remark) => remarkLine(options.file, remark)).join('\n'),
    );
    if (errors.some(({ severity }) => severity === 'error')) endWith(EXIT.failed);
  });
}

const REMARK = z.looseObject({
  severity: z.string(),
  message: z.string(),
  line: z.optional(z.number()),
  column: z.optional(z.number()),
  suggestion: z.optional(z.string()),
});
const PREVIEW = z.object({
  title: z.string(),
  text: z.string(),
  cut: z.boolean(),
  fellBack: z.optional(z.string()),
  errors: z.array(REMARK),
});

/** The relay judges the template as a channel would have it. */
async function ask({ file, alert, ...look }: PreviewOptions, session: Session) {
  if (file === '-' && alert === '-') throw new UsageError(['only one of --file and --alert can be standard input']);

  return session.relay({
    method: 'POST',
    path: '/v1/preview',
    body: {
      ...look,
      ...(file === undefined ? {} : { template: await readInput(file, session.world) }),
      ...(alert === undefined ? {} : { alert: await readDocument(alert, session.world) }),
    },
  });
}

/** As editors find it: `card.liquid:3:7: warning: …`. */
function remarkLine(
  file: string | undefined,
  { severity, message, line, column, suggestion }: z.infer<typeof REMARK>,
): string {
  const place = [file === undefined || file === '-' ? 'template' : file, line, column].filter(
    (part) => part !== undefined,
  );
  const meant = suggestion === undefined || message.includes(suggestion) ? '' : `: did you mean ${suggestion}?`;
  return `${place.join(':')}: ${severity}: ${plainText(message + meant)}`;
}
