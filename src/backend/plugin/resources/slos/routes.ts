import type { SloDefinitionsResponse, SloItem } from '../../../../model/resources';
import type { SloDefinition } from '../../../../model/slo';
import type { Reader } from '../../../aurora/reader';
import { createSlo } from '../../../metrics/slos/create-slo';
import { editSlo } from '../../../metrics/slos/edit-slo';
import type { EditOutcome } from '../../../metrics/slos/edit-slo';
import { listSlos, sloHistory } from '../../../metrics/slos/list-slos';
import { OF_SLOS, editRights, requireEditor, writableOf } from '../../access/edit-rights';
import { jsonBody } from '../request-body';
import { created, ok, route } from '../routing';
import type { ResourceCall, Route } from '../routing';
import { nameTaken, otherService, staleEdit, unknownService, unknownSlo } from './refusals';
import { definitionOf, editOf, idOf } from './requests';

/** The definitions of SLOs: list, create, edit, history. */
export const SLO_ROUTES: readonly Route[] = [
  route('GET', 'slo-definitions', async (call) => {
    const slos = await read(call, (reader) => listSlos(reader, [], call.signal));
    const writable = writableOf(editRights(OF_SLOS, call.instance, call.user));
    return ok({ slos: [...slos], writable } satisfies SloDefinitionsResponse);
  }),
  route('POST', 'slo-definitions', async (call) => created(await create(call))),
  route('PUT', 'slo-definitions/{id}', async (call) => ok(await edit(call))),
  route('GET', 'slo-definitions/{id}/history', async (call) => {
    const id = idOf(call.path.id);
    const history = await read(call, (reader) => sloHistory(reader, id, call.signal));
    if (history === null) {
      throw unknownSlo(id);
    }
    return ok(history);
  }),
];

/** Who edits SLOs reads them where edits are known at once: a list without one's own edit invites a second. */
function read<T>({ instance, user, asCaller, signal }: ResourceCall, work: (reader: Reader) => Promise<T>): Promise<T> {
  const rights = editRights(OF_SLOS, instance, user);
  const look = (reader: Reader) => work(asCaller(reader));
  return rights.allowed ? rights.writer.read(look, signal) : look(instance.reader);
}

async function create({ instance, user, asCaller, body, signal }: ResourceCall): Promise<SloItem> {
  const { writer, editor } = requireEditor(OF_SLOS, instance, user);
  const definition = definitionOf(jsonBody(body), '');
  const outcome = await writer.write((open) => createSlo(asCaller(open), definition, editor, signal), signal);
  switch (outcome.kind) {
    case 'created':
      return outcome.item;
    case 'unknownService':
      throw unknownService(definition);
    case 'nameTaken':
      throw nameTaken(definition, '');
  }
}

async function edit({ instance, user, asCaller, path, body, signal }: ResourceCall<'id'>): Promise<SloItem> {
  const { writer, editor } = requireEditor(OF_SLOS, instance, user);
  const id = idOf(path.id);
  const { revision, candidate } = editOf(jsonBody(body));
  const definition = definitionOf(candidate, 'definition.');
  const request = { id, revision, definition, editor };
  const outcome = await writer.write((open) => editSlo(asCaller(open), request, signal), signal);
  return savedItem(id, definition, outcome);
}

function savedItem(id: string, definition: SloDefinition, outcome: EditOutcome): SloItem {
  switch (outcome.kind) {
    case 'saved':
      return outcome.item;
    case 'unknownSlo':
      throw unknownSlo(id);
    case 'stale':
      throw staleEdit(outcome.item);
    case 'otherService':
      throw otherService(definition, outcome.service);
    case 'nameTaken':
      throw nameTaken(definition, 'definition.');
  }
}
