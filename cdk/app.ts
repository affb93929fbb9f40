import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App } from 'aws-cdk-lib';
import { AlertRelayStack } from './alert-relay-stack.ts';

/** Channels and sources as code, if there are any. */
const channelsFile = fileURLToPath(new URL('../tocsin.yaml', import.meta.url));

// Without account and region the template fits any; the command line fills them in from the caller's credentials.
new AlertRelayStack(new App(), 'Tocsin', {
  description: 'Tocsin: relays alerts to DingTalk and WeCom group robots.',
  relay: existsSync(channelsFile) ? { channelsFile } : {},
});
