import { join } from 'node:path';
import type { Command } from 'commander';
import { createFileSecrets } from '#local/file-secrets.ts';
import { type EndWith, EXIT } from '../exit-code.ts';
import { checkNames, type SecretPutOptions } from '../secret-put/options.ts';
import { putInFile } from '../secret-put/put-in-file.ts';
import type { PutSecretResult } from '../secret-put/put-secret.ts';
import { readValue } from '../secret-put/read-value.ts';
import type { OpenSession } from '../session.ts';

const HELP = `
The value is read from standard input, never from the command line, where other users and the shell's history would see it:

  tocsin secret put dba-oncall < webhook.txt

It is the text itself (a webhook URL, a signing key, a proxy with its credentials), or a JSON object that holds several:

  {"webhookUrl":"https://…","signatureKey":"SEC…","proxy":"http://user:password@host:port"}

The key of a sender that signs (grafanaSignatures in tocsin.yaml) has a name that begins with senders/ and any text. Credentials
of an OCP that is polled (ocpPollers) have a name that begins with ocp/: {"user":"…","password":"…"} or {"accessKey":"…","secretKey":"…"}.

On AWS, account and region are those of your AWS credentials (AWS_PROFILE, AWS_REGION, aws sso login …). With --data the
value goes into the data folder of a relay on this machine, which reads it at its next start.`;

/** `tocsin secret put`. It speaks to where the secrets are kept, not to the relay: no API takes them. */
export function addSecretCommands(program: Command, open: OpenSession, endWith: EndWith): void {
  const secret = program.command('secret').description('secrets that tocsin.yaml refers to');
  const put = secret
    .command('put')
    .description('write the secret that tocsin.yaml calls { secret: NAME }')
    .argument('[name...]', 'as tocsin.yaml has it')
    .option('--stack <name>', 'the stack of a relay on AWS', 'Tocsin')
    .option('--data <folder>', 'instead: the data folder of a relay on this machine')
    .addHelpText('after', HELP);
  put.action(async (words: readonly string[], { stack, data }: { readonly stack: string; readonly data?: string }) => {
    const names = checkNames(words, stack);
    const session = open(put);
    const value = await readValue(session.world.stdin, session.world.err);
    const result =
      data === undefined ? await putOnAws(names, value) : await putInFile(names.name, value, secretsIn(data));
    if (result.kind === 'failed') {
      session.note(`tocsin: ${result.problem}`);
      return endWith(EXIT.failed);
    }
    session.answer({ name: names.name, says: result.lines }, () => result.lines.join('\n'));
  });
}

function secretsIn(folder: string) {
  return createFileSecrets({ path: join(folder, 'secrets.json') });
}

/** The SDK is loaded only where it is needed: it takes longer than all the rest. */
async function putOnAws(options: SecretPutOptions, value: string): Promise<PutSecretResult> {
  const [{ CloudFormationClient }, { SecretsManagerClient }, { putSecret }] = await Promise.all([
    import('@aws-sdk/client-cloudformation'),
    import('@aws-sdk/client-secrets-manager'),
    import('../secret-put/put-secret.ts'),
  ]);
  return putSecret(options, value, {
    cloudFormation: new CloudFormationClient(),
    secretsManager: new SecretsManagerClient(),
  });
}
