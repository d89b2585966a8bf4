import { Failure } from '../../../../model/failure';
import { overrideRequestSchema, releaseRequestSchema } from '../../../../model/gate';
import type {
  GateBlockedResponse,
  GateDecisionsResponse,
  GateOverridesResponse,
  GatedService,
} from '../../../../model/gate';
import type { Reader } from '../../../aurora/reader';
import { blockedChanges } from '../../../metrics/gate/blocked-changes';
import { gateDecisions } from '../../../metrics/gate/decisions';
import type { GateDecision } from '../../../metrics/gate/decisions';
import { addOverride, endOverride } from '../../../metrics/gate/edit-overrides';
import { gateEnforcement } from '../../../metrics/gate/enforcement';
import { gateNowMs } from '../../../metrics/gate/gate-clock';
import { gateOverrides } from '../../../metrics/gate/overrides';
import { releaseChange } from '../../../metrics/gate/release-change';
import { OF_GATE, editRights, requireEditor, writableOf } from '../../access/edit-rights';
import { failureFor } from '../../access/editor-roles';
import { FieldFailure } from '../field-failure';
import { bigintOf, jsonBody } from '../request-body';
import { created, ok, route } from '../routing';
import type { ResourceCall, Route } from '../routing';
import { answerGate } from './decision';
import { enteredOf, questionOf } from './requests';

/** The change gate: whether a change may go ahead, what is held, and who lets through. */
export const GATE_ROUTES: readonly Route[] = [
  route('GET', 'gate', async ({ instance, user, asCaller, query, signal }) => {
    const toCaller = (failure: Failure) => failureFor(user, failure);
    return ok(await answerGate({ reader: asCaller(instance.reader) }, questionOf(query), toCaller, signal));
  }),
  route('GET', 'gate-decisions', async (call) => ok(await decisions(call))),
  route('GET', 'gate-blocked', async (call) => ok(await blocked(call))),
  route('POST', 'gate-release/{changeId}', async (call) => ok(await release(call))),
  route('GET', 'gate-overrides', async (call) => ok(await overrides(call))),
  route('POST', 'gate-overrides', async (call) => created(await add(call))),
  route('POST', 'gate-overrides/{id}/end', async (call) => ok(await end(call))),
];

const EVERYTHING = { services: [], teams: [], tiers: [] } as const;

/** Overrides that the settings page lists. */
const MOST_OVERRIDES = 100;

/** Who edits reads where edits are known at once: a list without one's own edit invites a second. */
function read<T>({ instance, user, asCaller, signal }: ResourceCall, work: (reader: Reader) => Promise<T>): Promise<T> {
  const rights = editRights(OF_GATE, instance, user);
  const look = (reader: Reader) => work(asCaller(reader));
  return rights.allowed ? rights.writer.read(look, signal) : look(instance.reader);
}

async function decisions(call: ResourceCall): Promise<GateDecisionsResponse> {
  const { rowLimit } = call.instance;
  return await read(call, async (reader) => {
    const { enforced, whenUndecidable: policy } = await gateEnforcement(reader, call.signal);
    const atMs = await gateNowMs(reader, call.signal);
    const answer = await gateDecisions(reader, { scope: EVERYTHING, atMs, rowLimit }, call.signal);
    return { gated: answer.decisions.flatMap(gatedService), enforced, policy };
  });
}

function gatedService({ service, team, gated, figures, sinceMs, override, held }: GateDecision): GatedService[] {
  if (!gated || figures === null) {
    return [];
  }
  const { slo, targetPercent, windowDays, budgetMinutes, usedMinutes } = figures;
  const item = { service, team, slo, targetPercent, windowDays, budgetMinutes, usedMinutes };
  return [{ ...item, since: iso(sinceMs), overrideUntil: iso(override?.untilMs ?? null), held }];
}

async function blocked(call: ResourceCall): Promise<GateBlockedResponse> {
  const { rowLimit } = call.instance;
  const { changes } = await read(call, async (reader) => {
    const atMs = await gateNowMs(reader, call.signal);
    return await blockedChanges(reader, { scope: EVERYTHING, atMs, rowLimit }, call.signal);
  });
  return {
    blocked: changes.map(({ changeId, title, url, service, team, heldMs, goesBackTo, requestedState, reason }) => ({
      ...{ id: changeId, change: title, url, service, team, goesBackTo, wanted: requestedState, reason },
      heldAt: new Date(heldMs).toISOString(),
    })),
    writable: writableOf(editRights(OF_GATE, call.instance, call.user)),
  };
}

async function overrides(call: ResourceCall): Promise<GateOverridesResponse> {
  const { marks } = await read(call, async (reader) => {
    const toMs = await gateNowMs(reader, call.signal);
    const request = { scope: EVERYTHING, range: { fromMs: 0, toMs }, limit: MOST_OVERRIDES };
    return await gateOverrides(reader, request, call.signal);
  });
  return {
    overrides: marks.map(({ id, service, reason, by, createdMs, untilMs, endedMs, endedBy, state }) => ({
      ...{ id, service, reason, createdBy: by, endedBy, state },
      createdAt: new Date(createdMs).toISOString(),
      until: new Date(untilMs).toISOString(),
      endedAt: iso(endedMs),
    })),
    writable: writableOf(editRights(OF_GATE, call.instance, call.user)),
  };
}

async function add({ instance, user, body, signal }: ResourceCall): Promise<{ id: string; until: string }> {
  const { writer, editor } = requireEditor(OF_GATE, instance, user);
  const { service, reason, hours } = enteredOf(overrideRequestSchema, jsonBody(body));
  const request = { service, reason, hours, by: editor };
  const outcome = await writer.write((open) => addOverride(open, request, signal), signal);
  switch (outcome.kind) {
    case 'added':
      return { id: outcome.id, until: new Date(outcome.untilMs).toISOString() };
    case 'unknownService':
      throw new FieldFailure({
        status: 400,
        field: 'service',
        message: `service "${service}" does not exist. Check the spelling; GET services lists all.`,
      });
  }
}

async function end({ instance, user, path, signal }: ResourceCall<'id'>): Promise<{ id: string }> {
  const { writer, editor } = requireEditor(OF_GATE, instance, user);
  const id = bigintOf(path.id);
  const outcome =
    id === null
      ? ({ kind: 'unknownOverride' } as const)
      : await writer.write((open) => endOverride(open, id, editor, signal), signal);
  switch (outcome.kind) {
    case 'ended':
      return { id: path.id };
    case 'unknownOverride':
      throw refusal(404, `There is no override with the id "${path.id}".`, 'GET gate-overrides lists them.');
    case 'over':
      throw refusal(409, `The override ${path.id} is over already.`, 'Look at the list again.');
  }
}

async function release({ instance, user, path, body, signal }: ResourceCall<'changeId'>) {
  const { writer, editor } = requireEditor(OF_GATE, instance, user);
  const { reason } = enteredOf(releaseRequestSchema, jsonBody(body));
  const changeId = bigintOf(path.changeId);
  const outcome =
    changeId === null
      ? ({ kind: 'notHeld' } as const)
      : await writer.write((open) => releaseChange(open, { changeId, by: editor, reason }, signal), signal);
  switch (outcome.kind) {
    case 'released':
      return { id: path.changeId, state: outcome.state };
    case 'notHeld':
      throw refusal(409, `The gate does not hold the change ${path.changeId}.`, 'Look at the list again.');
  }
}

function refusal(status: 404 | 409, message: string, advice: string): Failure {
  return new Failure({ status, source: 'downstream', message, advice });
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
