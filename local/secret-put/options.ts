/** What `npm run secret:put` was asked for. */
export interface SecretPutOptions {
  /** As `tocsin.yaml` names it. */
  readonly name: string;
  readonly stack: string;
}

/** The options, or what is wrong with the command line. It quotes nothing: a value may stand there by mistake. */
export type SecretPutCommand =
  | { readonly kind: 'put'; readonly options: SecretPutOptions }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problem: string };

export const USAGE = `npm run secret:put -- NAME [--stack Tocsin]

Writes the secret that tocsin.yaml calls { secret: NAME }. The value is read from standard input, never from the
command line, where other users and the shell's history would see it:

  npm run secret:put -- dba-oncall < webhook.txt

It is the text itself (a webhook URL, a signing key, a proxy with its credentials), or a JSON object that holds several:

  {"webhookUrl":"https://…","signatureKey":"SEC…","proxy":"http://user:password@host:port"}

Account and region are those of your AWS credentials (AWS_PROFILE, AWS_REGION, aws sso login …).`;

/** Characters Secrets Manager takes in a name (docs.aws.amazon.com, CreateSecret). */
const NAME = /^[\w/+=.@-]{1,256}$/;
/** Those of CloudFormation in a stack's. */
const STACK = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** Reads the command line. */
export function parseCommand(argv: readonly string[]): SecretPutCommand {
  const [names, stacks]: [string[], string[]] = [[], []];
  for (let at = 0; at < argv.length; at += 1) {
    const word = argv[at] ?? '';
    if (word === '--help' || word === '-h') return { kind: 'help' };
    if (word === '--stack') stacks.push(argv[++at] ?? '');
    else if (word.startsWith('--stack=')) stacks.push(word.slice('--stack='.length));
    else if (word.startsWith('-')) return wrong('there is no such option; the only one is --stack');
    else names.push(word);
  }

  const [name, ...more] = names;
  const [stack = 'Tocsin', ...stacksMore] = stacks;
  if (name === undefined) return wrong('the NAME of the secret is missing');
  if (more.length > 0) return wrong('there is more than a NAME: the value is read from standard input');
  if (!NAME.test(name)) return wrong('NAME must be as in tocsin.yaml: letters, digits and /_+=.@-, up to 256');
  if (stacksMore.length > 0 || !STACK.test(stack)) return wrong('--stack must be followed by one name of a stack');

  return { kind: 'put', options: { name, stack } };
}

function wrong(problem: string): SecretPutCommand {
  return { kind: 'wrong', problem };
}
