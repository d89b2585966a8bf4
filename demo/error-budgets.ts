import type { TimeRange } from '../src/backend/metrics/time-range';
import type { PluginContext } from '../src/backend/protocol/generated/pluginv2/backend';
import { column, frameOf } from '../tooling/decode-frame';
import type { PluginProcess } from '../tooling/plugin-process';
import { dataQuery } from '../tooling/plugin-request';

/** One row of the demo's error budgets: what the backend said, made readable. Nothing is computed here. */
export interface BudgetLine {
  readonly service: string;
  readonly objective: string;
  readonly availability: string;
  readonly remaining: string;
  readonly remainingMinutes: string;
  readonly burnRate: string;
  readonly state: string;
}

/** Asks the backend for every SLO's state at the range's end, the worst first. */
export async function askErrorBudgets(
  plugin: PluginProcess,
  context: PluginContext,
  range: TimeRange
): Promise<readonly BudgetLine[]> {
  const { responses } = await plugin.queryData(context, [
    dataQuery('A', { queryType: 'errorBudget', shape: 'table' }, range),
  ]);
  const frame = frameOf(responses['A']);
  const numbers = (name: string) => column(frame, name).map(Number);
  return column(frame, 'Service').map((service, row) => {
    const at = (name: string) => numbers(name)[row] ?? NaN;
    return {
      service: String(service),
      objective: `${at('Target')} % over ${at('Window')} d`,
      availability: `${at('Availability').toFixed(4)} %`,
      remaining: `${at('Remaining').toFixed(1)} %`,
      remainingMinutes: `${at('Remaining minutes').toFixed(1)} min`,
      burnRate: at('Burn rate 3d').toFixed(2),
      state: column(frame, 'Exhausted')[row] === true ? 'exhausted' : 'within budget',
    };
  });
}
