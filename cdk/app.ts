import { App } from 'aws-cdk-lib';
import { AlertRelayStack } from './alert-relay-stack.ts';

// Without account and region the template fits any; the command line fills them in from the caller's credentials.
new AlertRelayStack(new App(), 'Tocsin', {
  description: 'Tocsin: relays alerts to DingTalk and WeCom group robots.',
});
