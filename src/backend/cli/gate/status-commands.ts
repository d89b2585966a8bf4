import type { Command } from 'commander';

import { blockedChanges } from '../../metrics/gate/blocked-changes';
import type { BlockedChange } from '../../metrics/gate/blocked-changes';
import { gateDecisions } from '../../metrics/gate/decisions';
import type { GateDecision } from '../../metrics/gate/decisions';
import { gateEnforcement } from '../../metrics/gate/enforcement';
import type { GateEnforcement } from '../../metrics/gate/enforcement';
import { gateNowMs } from '../../metrics/gate/gate-clock';
import { CONNECTION_HELP, urlOption } from '../connection-option';
import { visible } from '../files/bad-file';
import { amount } from '../../../model/amount';
import { NEVER } from '../never';
import { moment } from '../output/moment';
import type { Output } from '../output/output';
import { ROW_LIMIT, withGateReader, scopeOf, servicesOption } from './gate-connection';

interface ScopeOptions {
  readonly service: readonly string[];
  readonly url?: string;
}

/** `sre-metrics gate status`. */
export function addStatus(gate: Command, output: Output, env: NodeJS.ProcessEnv): void {
  gate
    .command('status')
    .description('print which services are gated, by which SLO and since when')
    .addOption(servicesOption())
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ service, url }: ScopeOptions) => {
      const lines = await withGateReader(url, env, 'gateRead', async ({ reader }) => {
        const atMs = await gateNowMs(reader, NEVER);
        const request = { scope: scopeOf(service), atMs, rowLimit: ROW_LIMIT };
        const { decisions } = await gateDecisions(reader, request, NEVER);
        return [enforcementLine(await gateEnforcement(reader, NEVER)), ...decisions.map(decisionLine)];
      });
      lines.forEach((line) => output.out(visible(line)));
    });
}

function enforcementLine({ enforced, whenUndecidable }: GateEnforcement): string {
  return enforced
    ? `The gate is installed: it holds changes. Where it cannot decide, its policy is ${whenUndecidable}.`
    : 'The gate is not installed: it holds nothing and answers questions only. See: sre-metrics gate install --help';
}

function decisionLine({ service, gated, figures, sinceMs, reason, override, held }: GateDecision): string {
  if (!gated) {
    return `${service}: ${figures === null ? 'not gated, no SLO' : 'not gated'}`;
  }
  return [
    `${service}: gated since ${sinceMs === null ? 'now' : moment(sinceMs)}. ${reason ?? ''}`.trimEnd(),
    ...(override === null
      ? []
      : [`Changes pass until ${moment(override.untilMs)} (override ${override.id} by ${override.by}).`]),
    ...(held === 0 ? [] : [`${amount(held, 'change')} held.`]),
  ].join(' ');
}

/** `sre-metrics gate blocked`. */
export function addBlocked(gate: Command, output: Output, env: NodeJS.ProcessEnv): void {
  gate
    .command('blocked')
    .description('print the changes that the gate holds, the one held for longest first')
    .addOption(servicesOption())
    .addOption(urlOption())
    .addHelpText('after', CONNECTION_HELP)
    .action(async ({ service, url }: ScopeOptions) => {
      const { changes } = await withGateReader(url, env, 'gateRead', async ({ reader }) =>
        blockedChanges(
          reader,
          { scope: scopeOf(service), atMs: await gateNowMs(reader, NEVER), rowLimit: ROW_LIMIT },
          NEVER
        )
      );
      changes.forEach((change) => output.out(visible(blockedLine(change))));
      output.out(`${amount(changes.length, 'change')} held.`);
    });
}

function blockedLine({ changeId, service, title, heldMs, cameFrom, requestedState, reason }: BlockedChange): string {
  return `${changeId} ${service}: "${title}", held since ${moment(heldMs)}, from ${cameFrom} to ${requestedState}. ${reason}`;
}
