import { useState } from 'react';
import type { SyntheticEvent } from 'react';

import type { Parsed } from '../../model/gate';
import { CallFailure, failureOf } from '../backend-calls/call-failure';

interface Options<Draft, Request> {
  readonly start: Draft;
  /** What was entered, as a request: judged before it is sent. */
  readonly requestOf: (draft: Draft) => Parsed<Request>;
  readonly send: (request: Request) => Promise<unknown>;
  readonly onSent: (request: Request) => void;
}

/** What is being entered in a dialog, what is wrong with it, and how it is sent. */
export function useRequestForm<Draft extends object, Request>(options: Options<Draft, Request>) {
  const { start, requestOf, send, onSent } = options;
  const [draft, setDraft] = useState(start);
  const [problem, setProblem] = useState<CallFailure | null>(null);
  const [sending, setSending] = useState(false);
  return {
    draft,
    problem,
    sending,
    change: (changes: Partial<Draft>) => {
      setDraft({ ...draft, ...changes });
      setProblem(null);
    },
    submit: async (event: SyntheticEvent) => {
      event.preventDefault();
      if (sending) {
        return;
      }
      const parsed = requestOf(draft);
      if (!parsed.ok) {
        setProblem(new CallFailure(parsed.message, { field: parsed.field }));
        return;
      }
      setSending(true);
      try {
        await send(parsed.value);
        onSent(parsed.value);
      } catch (error) {
        setProblem(failureOf(error));
        setSending(false);
      }
    },
  };
}
