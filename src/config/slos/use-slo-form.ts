import { useState } from 'react';

import type { SloItem } from '../../model/resources';
import { parseSloDefinition } from '../../model/slo';
import type { SloDefinition } from '../../model/slo';
import { CallFailure, failureOf } from '../backend-calls/call-failure';
import type { SloClient } from './slo-client';
import { NEW_DRAFT, candidateOf, draftOf } from './slo-draft';
import type { SloDraft } from './slo-draft';
import { sloText } from './slo-words';

interface Options {
  readonly client: SloClient;
  /** The version that is edited, null for a new SLO. */
  readonly base: SloItem | null;
  /** Given a sentence that says what was saved. */
  readonly onSaved: (message: string) => void;
}

/** What is being entered for an SLO, what is wrong with it, and how it is sent. */
export function useSloForm({ client, base, onSaved }: Options) {
  const [draft, setDraft] = useState(() => (base === null ? NEW_DRAFT : draftOf(base.definition)));
  const [problem, setProblem] = useState<CallFailure | null>(null);
  const [saving, setSaving] = useState(false);

  /** Waits for a call; what goes wrong becomes the form's problem. */
  async function attempt<T>(call: () => Promise<T>): Promise<T | null> {
    setSaving(true);
    setProblem(null);
    try {
      return await call();
    } catch (error) {
      setProblem(failureOf(error));
      return null;
    } finally {
      setSaving(false);
    }
  }

  const send = (definition: SloDefinition) =>
    base === null ? client.create(definition) : client.edit(base.id, base.revision, definition);

  return {
    draft,
    problem,
    saving,
    change: (changes: Partial<SloDraft>) => {
      setDraft({ ...draft, ...changes });
      if (problem !== null && problem.field !== null && problem.field in changes) {
        setProblem(null);
      }
    },
    save: async () => {
      if (saving) {
        return;
      }
      const parsed = parseSloDefinition(candidateOf(draft));
      if (!parsed.ok) {
        setProblem(new CallFailure(parsed.message, { field: parsed.field }));
        return;
      }
      const saved = await attempt(() => send(parsed.definition));
      if (saved !== null) {
        onSaved(`Saved ${sloText(saved.definition)}.`);
      }
    },
    /** The edited SLO as it is now, which also replaces what was entered; null where that failed. */
    newest: async () => {
      const newest = await attempt(async () => newestOf(await client.list(), base));
      if (newest !== null) {
        setDraft(draftOf(newest.definition));
      }
      return newest;
    },
  };
}

function newestOf({ slos }: { readonly slos: readonly SloItem[] }, base: SloItem | null): SloItem {
  const newest = slos.find(({ id }) => id === base?.id);
  if (newest === undefined) {
    throw new CallFailure('This SLO is no longer there. Close this form and look at the list again.');
  }
  return newest;
}
