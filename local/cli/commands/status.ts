import type { Command } from 'commander';
import { type EndWith, EXIT } from '../exit-code.ts';
import { addressOf } from '../global-options.ts';
import type { OpenSession } from '../session.ts';
import { askState } from '../status/ask-state.ts';
import { decideAttention } from '../status/attention.ts';
import { showStatus } from '../status/status-page.ts';

/** `tocsin status`. */
export function addStatusCommand(program: Command, open: OpenSession, endWith: EndWith): void {
  const status = program
    .command('status')
    .description('whether somebody is needed, and for what: exit code 0 for nobody, 3 for somebody');
  status.action(async () => {
    const session = open(status);
    const { world, paint, options } = session;
    const state = await askState(session);
    const nowMs = world.now();
    const reasons = decideAttention(state, nowMs);
    const { url } = addressOf(options, world.env);
    session.answer({ attention: reasons, ...state }, () => showStatus(state, reasons, { url, nowMs, paint }));
    if (reasons.length > 0) endWith(EXIT.attention);
  });
}
