import type { LogFields, Telemetry } from '#functions/edge/telemetry.ts';
import type { OperatorEvent, OperatorHook } from '#shared/notices/operator-hook.ts';
import { operatorText } from '#shared/notices/operator-text.ts';

/** On one machine the operator is whoever reads the log: one line an event, its fields as they are. */
export function operatorLog(telemetry: Pick<Telemetry, 'warn'>): OperatorHook {
  return {
    async tell(event) {
      telemetry.warn(operatorText(event), { operator: event.kind, ...fieldsOf(event) });
    },
  };
}

/** A line of the log has a level of its own, so that of a quota goes by another name there. */
function fieldsOf(event: OperatorEvent): LogFields {
  if (event.kind === 'quota') {
    const { kind: _kind, level: percent, ...fields } = event;
    return { ...fields, percent };
  }
  const { kind: _kind, ...fields } = event;

  return fields;
}
