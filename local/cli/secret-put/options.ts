import { UsageError } from '../exit-code.ts';

/** What putting a secret was asked for, on AWS. */
export interface SecretPutOptions {
  /** As `tocsin.yaml` names it. */
  readonly name: string;
  readonly stack: string;
}

/** Characters Secrets Manager takes in a name (docs.aws.amazon.com, CreateSecret). */
const NAME = /^[\w/+=.@-]{1,256}$/;
/** Those of CloudFormation in a stack's. */
const STACK = /^[A-Za-z][A-Za-z0-9-]{0,127}$/;

/** Checks what stands on the command line. It quotes nothing: a value may stand there by mistake. */
export function checkNames(words: readonly string[], stack: string): SecretPutOptions {
  const [name, ...more] = words;
  if (name === undefined) throw new UsageError(['the NAME of the secret is missing']);
  if (more.length > 0) throw new UsageError(['there is more than a NAME: the value is read from standard input']);
  if (!NAME.test(name))
    throw new UsageError(['NAME must be as in tocsin.yaml: letters, digits and /_+=.@-, up to 256']);
  if (!STACK.test(stack)) throw new UsageError(['--stack must be followed by one name of a stack']);

  return { name, stack };
}
