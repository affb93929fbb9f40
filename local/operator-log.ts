import type { Telemetry } from '#functions/edge/telemetry.ts';
import type { OperatorHook } from '#shared/notices/operator-hook.ts';
import { operatorText } from '#shared/notices/operator-text.ts';

/** On one machine the operator is whoever reads the log: one line an event, its fields as they are. */
export function operatorLog(telemetry: Pick<Telemetry, 'warn'>): OperatorHook {
  return {
    async tell(event) {
      const { kind, ...fields } = event;
      telemetry.warn(operatorText(event), { operator: kind, ...fields });
    },
  };
}
