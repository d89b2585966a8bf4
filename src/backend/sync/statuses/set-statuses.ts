import { setTimeout as delay } from 'node:timers/promises';

import type { ClientBase, Pool } from 'pg';

import { Failure } from '../../../model/failure';
import { clientReader } from '../../aurora/client-reader';
import { inPoolTransaction } from '../../aurora/transaction';
import { gateDecisions } from '../../metrics/gate/decisions';
import { gateEnforcement } from '../../metrics/gate/enforcement';
import { gateNowMs } from '../../metrics/gate/gate-clock';
import type { GitHubApi } from '../api/github-api';
import { mappingsOf } from '../mapping/mapping';
import type { Mapping } from '../mapping/mapping';
import { dueStatus } from './due';
import type { Coverage, DueStatus } from './due';
import {
  announceFailure,
  mappedRepositoryIds,
  openPullRequests,
  saveRefusal,
  saveStatus,
  triedLastHour,
  withdrawFailure,
} from './status-rows';
import type { OpenPullRequest } from './status-rows';
import { isClosed, verdictOf } from './verdict';
import type { Gates } from './verdict';

/** What the status is called on GitHub. */
export const STATUS_CONTEXT = 'stackflow/error-budget';

/** GitHub asks its clients for a second between two requests that write. */
const PACE_MS = 1_000;

/** GitHub lets an account write 500 times an hour; what is left is for others that use the same. */
const MOST_AN_HOUR = 400;

/** Which pull requests get a status. `installed`: as `gated` where the gate is installed, else as `off`. */
export type StatusSetting = 'installed' | 'gated' | 'all' | 'off';

export interface StatusesRequest {
  /** Signed in as a member of `sre_metrics_writer`. One connection is used, and none while GitHub is asked. */
  readonly pool: Pool;
  readonly api: GitHubApi;
  readonly setting: StatusSetting;
  /** Where the status' _Details_ lead; null: nowhere. */
  readonly targetUrl: string | null;
  /** How long to wait between two statuses. Default: 1000. */
  readonly paceMs?: number;
  /** How many statuses are sent in an hour, those that GitHub refuses too; others wait for a later run. Default: 400. */
  readonly mostAnHour?: number;
  /** Stops between two statuses; the next run goes on there. */
  readonly signal: AbortSignal;
}

export interface StatusesReport {
  readonly coverage: Coverage;
  /** Statuses that were set. */
  readonly set: number;
  /** What went wrong, once for each repository: what happened and what to do. */
  readonly failures: readonly { readonly repository: string; readonly text: string }[];
}

interface Due {
  readonly open: OpenPullRequest;
  readonly status: DueStatus;
}

/**
 * Tells open pull requests on GitHub whether the change gate would hold them. A repository that fails
 * leaves the others alone, and is tried again with the next run.
 *
 * @throws what PostgreSQL says
 */
export async function setStatuses(request: StatusesRequest): Promise<StatusesReport> {
  const { pool, setting, paceMs = PACE_MS, mostAnHour = MOST_AN_HOUR, signal } = request;
  const { coverage, due } = await inPoolTransaction(pool, (client) => readDue(client, setting, signal));
  const room = Math.max(0, mostAnHour - (await triedLastHour(pool)));
  const isStopped = () => signal.aborted;
  const failures = new Map<string, string>();
  let set = 0;
  let tries = 0;
  for (const one of due) {
    // Who must wait was told first.
    if (tries >= room) {
      break;
    }
    const { repository } = one.open;
    if (failures.has(repository)) {
      continue;
    }
    if (tries > 0) {
      await delay(paceMs, undefined, { signal }).catch(() => undefined);
    }
    if (isStopped()) {
      break;
    }
    tries += 1;
    try {
      set += (await send(one, request)) ? 1 : 0;
    } catch (error) {
      if (isStopped()) {
        break;
      }
      failures.set(repository, textOf(error));
    }
  }
  return { coverage, set, failures: [...failures].map(([repository, text]) => ({ repository, text })) };
}

async function readDue(
  client: ClientBase,
  setting: StatusSetting,
  signal: AbortSignal
): Promise<{ readonly coverage: Coverage; readonly due: readonly Due[] }> {
  const reader = clientReader(client);
  const coverage = coverageOf(setting, (await gateEnforcement(reader, signal)).enforced);
  const ids = coverage === 'lift' ? [] : await mappedRepositoryIds(client);
  const mappings = await mappingsOf(client, ids);
  const nowMs = await gateNowMs(reader, signal);
  const gates = await gatesOf(client, [...mappings.values()].flat(), nowMs, signal);
  const isClosedAt = (id: number) => mappings.get(id)?.some(({ serviceId }) => isClosed(gates.get(serviceId))) === true;
  const openIds = coverage === 'all' ? ids.filter((id) => !isClosedAt(id)) : [];
  const candidates = await openPullRequests(client, { closedIds: ids.filter(isClosedAt), openIds });
  const due = candidates.flatMap((open): Due[] => {
    const { headSha, repository } = open.pullRequest.newest;
    const verdict = verdictOf(open.pullRequest, mappings.get(repository.id) ?? [], gates);
    const status = dueStatus(verdict, { headSha, sent: open.sent }, coverage, nowMs);
    return status === null ? [] : [{ open, status }];
  });
  // Who must wait is told first.
  return { coverage, due: due.toSorted((a, b) => rank(a.status) - rank(b.status)) };
}

function coverageOf(setting: StatusSetting, isInstalled: boolean): Coverage {
  switch (setting) {
    case 'installed':
      return isInstalled ? 'gated' : 'lift';
    case 'off':
      return 'lift';
    default:
      return setting;
  }
}

async function gatesOf(
  client: ClientBase,
  mappings: readonly Mapping[],
  atMs: number,
  signal: AbortSignal
): Promise<Gates> {
  const services = [...new Set(mappings.map(({ service }) => service))];
  if (services.length === 0) {
    // No service named would be every service.
    return new Map();
  }
  const scope = { services, teams: [], tiers: [] };
  const { decisions } = await gateDecisions(clientReader(client), { scope, atMs, rowLimit: services.length }, signal);
  return new Map(decisions.map((decision) => [Number(decision.serviceId), decision]));
}

function rank({ state }: DueStatus): number {
  return state === 'failure' ? 0 : 1;
}

/** @returns whether GitHub took it; a commit that it does not have is kept as such, and is no failure of all */
async function send({ open, status }: Due, { pool, api, targetUrl, signal }: StatusesRequest): Promise<boolean> {
  const { repository, pullRequest } = open;
  const { headSha, number, repository: identity } = pullRequest.newest;
  const row = { repositoryId: identity.id, number, headSha, ...status };
  if (row.state === 'failure') {
    await announceFailure(pool, row);
  }
  try {
    await api.setStatus({ repository, sha: headSha, context: STATUS_CONTEXT, ...status, targetUrl }, signal);
  } catch (error) {
    if (!(error instanceof Failure)) {
      throw error;
    }
    if (error.status === 400) {
      await saveRefusal(pool, row, error.text);
      return false;
    }
    const mayBeThere = open.sent?.state === 'failure' && open.sent.headSha === headSha;
    if (NOT_DONE.has(error.status) && !mayBeThere) {
      await withdrawFailure(pool, row);
    }
    throw error;
  }
  await saveStatus(pool, row);
  return true;
}

/** After these GitHub has set nothing; after any other it may have. */
const NOT_DONE: ReadonlySet<number> = new Set([401, 403, 404]);

const PERMISSION =
  'Let the App or the token write commit statuses of the repository, or set SRE_METRICS_GATE_GITHUB_STATUS=off.';

/** @throws what is no word of GitHub */
function textOf(error: unknown): string {
  if (!(error instanceof Failure)) {
    throw error;
  }
  // GitHub hides by 404 what one may not touch.
  return error.status === 403 || error.status === 404 ? `${error.message} ${PERMISSION}` : error.text;
}
