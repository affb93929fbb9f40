import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { parseCommand, type SecretPutOptions, USAGE } from './options.ts';
import { putSecret } from './put-secret.ts';
import { readValue } from './read-value.ts';

const command = parseCommand(process.argv.slice(2));
switch (command.kind) {
  case 'help':
    console.log(USAGE);
    break;
  case 'wrong':
    console.error(`${command.problem}\n\n${USAGE}`);
    process.exitCode = 2;
    break;
  case 'put':
    process.exitCode = await run(command.options);
    break;
  default:
    command satisfies never;
}

async function run(options: SecretPutOptions): Promise<number> {
  const value = await readValue(process.stdin, (text) => process.stderr.write(text));
  const result = await putSecret(options, value, {
    cloudFormation: new CloudFormationClient(),
    secretsManager: new SecretsManagerClient(),
  });
  if (result.kind === 'failed') {
    console.error(result.problem);
    return 1;
  }

  for (const line of result.lines) console.log(line);
  return 0;
}
