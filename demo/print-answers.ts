import type { TimeRange } from '../src/backend/metrics/time-range';
import { printTable } from '../tooling/print-table';
import type { Answer } from './ask';
import type { RankedService } from './availability';
import type { BudgetLine } from './error-budgets';

/** The demo's answers as tables on stdout. */

export function showAnswers(title: string, answers: readonly Answer[]): void {
  const rows = answers.map(({ group, metric, value, level, rule, sample, elapsedMs }) => [
    group,
    metric,
    value,
    level,
    rule,
    sample,
    `${elapsedMs.toFixed(1)} ms`,
  ]);
  const header = ['Service', 'Metric', 'Value', 'Level', 'Rule', 'Sample', 'Query'];
  process.stdout.write(`\n${title}\n\n${printTable(header, rows, new Set(['Value', 'Query']))}\n`);
}

export function showRanking(range: TimeRange, services: readonly RankedService[]): void {
  const rows = services.map(({ rank, service, availability, downtime, incidents }) => [
    rank,
    service,
    availability,
    downtime,
    incidents,
  ]);
  const header = ['Rank', 'Service', 'Availability', 'Downtime', 'Incidents'];
  const numbers = new Set(['Rank', 'Availability', 'Downtime', 'Incidents']);
  process.stdout.write(`\nAvailability, ${describeRange(range)}\n\n${printTable(header, rows, numbers)}\n`);
}

export function showErrorBudgets({ toMs }: TimeRange, budgets: readonly BudgetLine[]): void {
  const rows = budgets.map(({ service, objective, availability, remaining, remainingMinutes, burnRate, state }) => [
    service,
    objective,
    availability,
    remaining,
    remainingMinutes,
    burnRate,
    state,
  ]);
  const header = ['Service', 'Objective', 'Availability', 'Remaining', 'Minutes', 'Burn rate 3d', 'State'];
  const numbers = new Set(['Availability', 'Remaining', 'Minutes', 'Burn rate 3d']);
  process.stdout.write(
    `\nError budgets at ${new Date(toMs).toISOString()}, of SLOs made up for this demo\n\n${printTable(header, rows, numbers)}\n`
  );
}

export function describeRange({ fromMs, toMs }: TimeRange): string {
  return `${new Date(fromMs).toISOString()} to ${new Date(toMs).toISOString()}`;
}
